/// What does an operator see of synchronization from outside: which metrics, and which notifications? Listens to
/// what happens and asks the database for numbers; decides nothing. Read [io.rollcall.monitoring.SyncMetrics]
/// first.
@NullMarked
package io.rollcall.monitoring;

import org.jspecify.annotations.NullMarked;
