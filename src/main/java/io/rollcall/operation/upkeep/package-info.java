/// Work at intervals: drift checks, scheduled synchronizations, the deletion of old records. Read
/// [io.rollcall.operation.upkeep.DriftWatch] first.
@NullMarked
package io.rollcall.operation.upkeep;

import org.jspecify.annotations.NullMarked;
