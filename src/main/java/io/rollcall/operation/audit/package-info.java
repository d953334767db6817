/// The audit: each change, release and refusal as an entry of a chain that shows gaps and alterations, kept in the
/// database and passed on. Read [io.rollcall.operation.audit.Audit] first.
@NullMarked
package io.rollcall.operation.audit;

import org.jspecify.annotations.NullMarked;
