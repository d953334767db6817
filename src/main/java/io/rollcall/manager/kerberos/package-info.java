/// The Kerberos realm of a cluster in security mode: its people's principals, made without a key, found and
/// deleted over MIT's own `kadmin`. Owns the child process, what is written to it and how its words are
/// understood, and how an owned principal is told from a foreign one. Read
/// [io.rollcall.manager.kerberos.KerberosRealm] first, then docs/decisions/0030-kerberos-ownership.md.
@NullMarked
package io.rollcall.manager.kerberos;

import org.jspecify.annotations.NullMarked;
