/// Commands about the database of a server that is not running: backup, restore and the check of the audit. Read
/// [io.rollcall.state.StateCommand] first.
@NullMarked
package io.rollcall.state;

import org.jspecify.annotations.NullMarked;
