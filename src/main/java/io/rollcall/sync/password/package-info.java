/// Passwords of accounts, which no synchronization touches: the interface through which an administrator sets one,
/// and what may not be given to whom. Read [io.rollcall.sync.password.AccountPasswords] first.
@NullMarked
package io.rollcall.sync.password;

import org.jspecify.annotations.NullMarked;
