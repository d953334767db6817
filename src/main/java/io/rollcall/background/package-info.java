/// Building blocks for background work and retries, shared by the whole process: a loop, growing pauses, a circuit
/// breaker, and one call for many callers that ask the same at once. Knows nothing of what it runs. Read
/// [io.rollcall.background.Periodic] first.
@NullMarked
package io.rollcall.background;

import org.jspecify.annotations.NullMarked;
