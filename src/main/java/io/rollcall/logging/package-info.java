/// The form of log lines. Read [io.rollcall.logging.Logging] first.
@NullMarked
package io.rollcall.logging;

import org.jspecify.annotations.NullMarked;
