package io.rollcall.sync.password;

import io.rollcall.sync.provisioning.UserRef;

/// The state of an owned account's password.
///
/// @param initialized whether it has one that a person may know; then it belongs to that person, and only an
///     explicit request replaces it (docs/decisions/0040-initial-passwords.md)
public record PasswordStanding(UserRef user, boolean initialized) {}
