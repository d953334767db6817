/// The commands of the command line, each a client of the HTTP API: what they take, which calls they make, how they
/// end. Read [io.rollcall.cli.Commands] first.
@NullMarked
package io.rollcall.cli;

import org.jspecify.annotations.NullMarked;
