/// How do spans reach a collector? The only package that knows OpenTelemetry, and loaded only where traces are on.
/// Read [io.rollcall.tracing.otel.OtelTracer] first.
@NullMarked
package io.rollcall.tracing.otel;

import org.jspecify.annotations.NullMarked;
