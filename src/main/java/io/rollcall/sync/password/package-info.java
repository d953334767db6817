/// Passwords of accounts, which no synchronization touches: the interface through which an administrator sets one,
/// and what a caller may not gain by one. Read [io.rollcall.sync.password.AccountPasswords] first.
@NullMarked
package io.rollcall.sync.password;

import org.jspecify.annotations.NullMarked;
