/// The audit: each change, release and refusal as an entry of a chain that reveals gaps and alterations, stored in
/// the database and forwarded. Read [io.rollcall.operation.audit.Audit] first.
@NullMarked
package io.rollcall.operation.audit;

import org.jspecify.annotations.NullMarked;
