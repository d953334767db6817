/// Runs operations: claims one, reads, plans, saves the plan, applies it slice by slice and records what came of
/// it. Read [io.rollcall.operation.run.Run] first.
@NullMarked
package io.rollcall.operation.run;

import org.jspecify.annotations.NullMarked;
