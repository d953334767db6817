/// Applies a plan to one cluster's directory. [io.rollcall.manager.LdapTarget] is the target of provisioning;
/// below it `layout` knows DNs, object classes and attributes, `connection` the servers, `read` and `write` the
/// requests; `kerberos` adds a realm to the directory, `embedded` is a directory within this process. Read
/// [io.rollcall.manager.LdapTarget] first.
@NullMarked
package io.rollcall.manager;

import org.jspecify.annotations.NullMarked;
