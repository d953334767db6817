/// The command line's side of the HTTP API: it can do nothing that `curl` cannot. Read
/// [io.rollcall.cli.Commands] first, then [io.rollcall.cli.SyncCommand]; `docs/cli.md` is for its users.
@NullMarked
package io.rollcall.cli;

import org.jspecify.annotations.NullMarked;
