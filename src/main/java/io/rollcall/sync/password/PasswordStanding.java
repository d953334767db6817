package io.rollcall.sync.password;

import io.rollcall.sync.provisioning.UserRef;

/// How the password of one of our accounts stands.
///
/// @param initialized whether it has one that somebody may know; then it is theirs, and only an explicit wish
///     replaces it (docs/decisions/0040-initial-passwords.md)
public record PasswordStanding(UserRef user, boolean initialized) {}
