/// What a command shares with the shell that started it: output, exit codes, names as arguments, and wrong use.
/// Read [io.rollcall.cli.shell.Shell] first.
@NullMarked
package io.rollcall.cli.shell;

import org.jspecify.annotations.NullMarked;
