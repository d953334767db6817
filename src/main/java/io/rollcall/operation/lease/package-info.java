/// Who may work on an operation: claims with a lease and a fencing token, and how long a process may trust its
/// own. Read [io.rollcall.operation.lease.Leases] first.
@NullMarked
package io.rollcall.operation.lease;

import org.jspecify.annotations.NullMarked;
