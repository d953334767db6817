/// Connections to the servers of a directory: TLS, logins, timeouts, the pool, failover to the next server, and
/// what a refusal means. Read [io.rollcall.manager.connection.LdapConnections] first.
@NullMarked
package io.rollcall.manager.connection;

import org.jspecify.annotations.NullMarked;
