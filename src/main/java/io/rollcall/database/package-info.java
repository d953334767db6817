/// The database: one file of SQLite, or a PostgreSQL that replicas share; its schema, its transactions and the few
/// differences between the two. Knows nothing of operations. Read [io.rollcall.database.Database] first.
@NullMarked
package io.rollcall.database;

import org.jspecify.annotations.NullMarked;
