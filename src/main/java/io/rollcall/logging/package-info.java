/// How log lines look. Read [io.rollcall.logging.Logging] first.
@NullMarked
package io.rollcall.logging;

import org.jspecify.annotations.NullMarked;
