/// The command line and the wiring: builds every part from a configuration and connects them. It decides
/// nothing. Read [io.rollcall.Main] first.
@NullMarked
package io.rollcall;

import org.jspecify.annotations.NullMarked;
