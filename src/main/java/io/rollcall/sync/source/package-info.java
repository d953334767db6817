/// What the IAM says: the interface through which it is read, and the users and groups as one snapshot. Read
/// [io.rollcall.sync.source.IdentitySource] first.
@NullMarked
package io.rollcall.sync.source;

import org.jspecify.annotations.NullMarked;
