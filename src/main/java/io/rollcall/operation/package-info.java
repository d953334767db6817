/// The durable promise behind a 202: an operation is accepted in one transaction, run once, and finished in one
/// transaction, no matter which process dies in between. Read [io.rollcall.operation.Operations] first.
@NullMarked
package io.rollcall.operation;

import org.jspecify.annotations.NullMarked;
