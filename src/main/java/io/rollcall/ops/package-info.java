/// What an operator looks at: metrics and readiness. Knows nothing of HTTP or of synchronizing; others
/// register what they have to say. Read [io.rollcall.ops.Metrics] first.
@NullMarked
package io.rollcall.ops;

import org.jspecify.annotations.NullMarked;
