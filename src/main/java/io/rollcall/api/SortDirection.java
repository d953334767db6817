package io.rollcall.api;

import java.util.Locale;

/// In which direction the rows of an answer are sorted.
enum SortDirection {
    ASC,
    DESC;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
