package io.rollcall.api.request;

import java.util.Locale;

/// In what form a whole plan is downloaded.
public enum PlanFormat {
    /// `{"changes": [ … ]}`, as the pages have them.
    JSON,
    /// In the terms of the directory.
    LDIF;

    /// As the query spells it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
