/// What this service owns in a Manager, by IAM id, and which POSIX numbers were given: what a database remembers
/// between plans. Values only. Read [io.rollcall.sync.ownership.Ownership] first.
@NullMarked
package io.rollcall.sync.ownership;

import org.jspecify.annotations.NullMarked;
