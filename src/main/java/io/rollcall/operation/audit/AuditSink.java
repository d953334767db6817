package io.rollcall.operation.audit;

import java.io.IOException;
import java.util.List;

/// Where the audit is forwarded to, outside the database.
@FunctionalInterface
public interface AuditSink {
    /// Stores consecutive entries, the oldest first. When it returns, they survive any crash; when it throws, the
    /// same entries are sent again, so some may be stored twice.
    void write(List<AuditEntry> entries) throws IOException;
}
