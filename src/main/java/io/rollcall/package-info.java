/// The command line: [io.rollcall.Main] wires the commands and decides nothing.
@NullMarked
package io.rollcall;

import org.jspecify.annotations.NullMarked;
