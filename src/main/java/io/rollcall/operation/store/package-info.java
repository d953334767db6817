/// The transactions of operations: accept, plan, record results, end; and what callers read. Every write of a
/// worker is fenced. Read [io.rollcall.operation.store.RunStore] first.
@NullMarked
package io.rollcall.operation.store;

import org.jspecify.annotations.NullMarked;
