/// What happens by itself and at intervals: looks for drift, scheduled synchronizations, the end of old records.
/// Read [io.rollcall.operation.upkeep.DriftWatch] first.
@NullMarked
package io.rollcall.operation.upkeep;

import org.jspecify.annotations.NullMarked;
