/// The Manager of one cluster as an LDAP directory: reads it whole, and carries out single changes on it so
/// that every one can be repeated. Owns the layout of the directory, the mark on our entries, and the
/// embedded directory of a laptop. Read [io.rollcall.manager.LdapTarget] first, then
/// [io.rollcall.manager.DirectoryLayout].
@NullMarked
package io.rollcall.manager;

import org.jspecify.annotations.NullMarked;
