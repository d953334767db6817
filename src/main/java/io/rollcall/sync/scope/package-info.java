/// What was asked for and not cancelled since: the commands, and the scope that follows from them. Values only.
/// Read [io.rollcall.sync.scope.Scope] first.
@NullMarked
package io.rollcall.sync.scope;

import org.jspecify.annotations.NullMarked;
