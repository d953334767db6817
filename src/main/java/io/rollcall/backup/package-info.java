/// Carries the state of one database into one file, and from it into a database of either kind. Knows tables and
/// rows, nothing of what they mean. Read [io.rollcall.backup.Backup] first.
@NullMarked
package io.rollcall.backup;

import org.jspecify.annotations.NullMarked;
