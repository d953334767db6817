/// Reads a directory in bulk into a snapshot, and remembers what a server supports and whether anything has
/// changed since. Read [io.rollcall.manager.read.SnapshotReader] first.
@NullMarked
package io.rollcall.manager.read;

import org.jspecify.annotations.NullMarked;
