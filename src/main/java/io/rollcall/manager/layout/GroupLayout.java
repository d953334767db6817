package io.rollcall.manager.layout;

/// How the directory's schema stores the members of a group.
public enum GroupLayout {
    /// `member` holds the DN of each account; `posixGroup` is an auxiliary class beside `groupOfMembers`,
    /// which may be empty. Needs the schema of the RFC 2307bis draft, which `rfc2307bis.ldif` beside this
    /// class brings.
    RFC2307BIS,
    /// `memberUid` holds the name of each account; `posixGroup` is structural. Works with the schemas that
    /// OpenLDAP and most distributions bring.
    RFC2307
}
