/// The command line's side of the HTTP API: it can do nothing that `curl` cannot. Read
/// [io.rollcall.cli.ApiClient] first.
@NullMarked
package io.rollcall.cli;

import org.jspecify.annotations.NullMarked;
