/// Writes the state of one database into one file, and the file into a database of either kind. It knows tables
/// and rows, not their meaning. Read [io.rollcall.backup.Backup] first.
@NullMarked
package io.rollcall.backup;

import org.jspecify.annotations.NullMarked;
