package io.rollcall.database;

import java.io.Serial;

/// The database was written by a newer version of this program, and only that version knows its content.
public final class SchemaException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    SchemaException(String found, String known) {
        super("the database has schema version " + found + ", and this version of rollcall knows those up to " + known
                + ": start the version that made it, or a newer one; nothing was changed");
    }
}
