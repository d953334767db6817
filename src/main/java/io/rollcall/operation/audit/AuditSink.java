package io.rollcall.operation.audit;

import java.io.IOException;
import java.util.List;

/// Where the audit is passed on to, outside the database.
@FunctionalInterface
public interface AuditSink {
    /// Takes entries that follow each other, the oldest first. When it returns, they survive whatever dies; when it
    /// throws, the same entries come again, so some may be there twice.
    void write(List<AuditEntry> entries) throws IOException;
}
