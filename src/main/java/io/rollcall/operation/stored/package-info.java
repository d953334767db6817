/// The form of commands, changes and results in columns. A row that an older version wrote stays readable. Read
/// [io.rollcall.operation.stored.StoredJson] first.
@NullMarked
package io.rollcall.operation.stored;

import org.jspecify.annotations.NullMarked;
