/// What a caller may do: from the policies of the IAM, the grants of the configuration and the circumstances of
/// the request. Pure functions; the answers of an IAM come in as values. Read [io.rollcall.access.Access] first.
@NullMarked
package io.rollcall.access;

import org.jspecify.annotations.NullMarked;
