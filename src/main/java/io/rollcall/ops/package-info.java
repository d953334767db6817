/// What an operator monitors: metrics and readiness. Knows nothing of HTTP or of synchronizing; other packages
/// register their metrics and checks. Read [io.rollcall.ops.Metrics] first.
@NullMarked
package io.rollcall.ops;

import org.jspecify.annotations.NullMarked;
