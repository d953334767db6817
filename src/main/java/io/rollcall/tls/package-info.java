/// Certificates and keys in PEM files: what this server presents to its callers, and what the command line trusts.
/// Knows nothing of HTTP. Read [io.rollcall.tls.ServerTls] first.
@NullMarked
package io.rollcall.tls;

import org.jspecify.annotations.NullMarked;
