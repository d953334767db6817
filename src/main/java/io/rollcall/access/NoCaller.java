package io.rollcall.access;

/// Why a user is no caller in a project.
public enum NoCaller {
    /// The IAM has no such project.
    NO_PROJECT,
    /// The project is in a domain of the IAM whose projects are not served here.
    OTHER_DOMAIN,
    /// The IAM has no such user, or none that may call here.
    NO_USER,
    /// The IAM says that the user may not sign in.
    DISABLED,
    /// The IAM does not say why.
    UNKNOWN
}
