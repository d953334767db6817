/// How does a piece of work become a span of a trace? A port of its own, without a library, which costs next to
/// nothing while traces are off. Read [io.rollcall.tracing.Span] first.
@NullMarked
package io.rollcall.tracing;

import org.jspecify.annotations.NullMarked;
