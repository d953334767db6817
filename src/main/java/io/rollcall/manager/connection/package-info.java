/// Connections to the servers of a directory: TLS, logins, timeouts, idle ones, the next server when one does not
/// answer, and what a refusal means. Read [io.rollcall.manager.connection.LdapConnections] first.
@NullMarked
package io.rollcall.manager.connection;

import org.jspecify.annotations.NullMarked;
