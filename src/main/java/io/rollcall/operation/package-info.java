/// The durable promise behind a 202: accepted in one transaction, run once, finished in one transaction,
/// whatever dies in between. Owns the database. Read [io.rollcall.operation.Operations] first.
@NullMarked
package io.rollcall.operation;

import org.jspecify.annotations.NullMarked;
