package io.rollcall;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Watches operations until another worker continues them: a claim gives an operation a new token.
final class Takeovers {
    private final OperationTable table;
    private final Map<String, Long> tokens;
    private final Map<String, Long> tookMillis = new ConcurrentHashMap<>();
    private final long since = System.nanoTime();
    private final Thread thread;
    private volatile boolean over;

    /// @param running operations whose worker is about to be struck
    Takeovers(OperationTable table, List<OperationTable.Row> running) {
        this.table = table;
        tokens = running.stream().collect(Collectors.toMap(OperationTable.Row::id, OperationTable.Row::token));
        thread = Thread.ofVirtual().start(() -> {
            if (!tokens.isEmpty()) {
                Waiting.until("the run is over", java.time.Duration.ofMinutes(3), () -> look() && over);
            }
        });
    }

    private boolean look() {
        try {
            Map<String, OperationTable.Row> now =
                    table.operations().stream().collect(Collectors.toMap(OperationTable.Row::id, Function.identity()));
            tokens.forEach((operation, token) -> {
                OperationTable.Row row = now.get(operation);
                if (row != null && row.token() > token) {
                    tookMillis.putIfAbsent(operation, (System.nanoTime() - since) / 1_000_000);
                }
            });
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /// By operation, after how many milliseconds another worker had it.
    Map<String, Long> soFar() {
        boolean ignored = look();
        return Map.copyOf(tookMillis);
    }

    /// The same, when nothing runs any more.
    Map<String, Long> all() throws InterruptedException {
        over = true;
        thread.join();
        return Map.copyOf(tookMillis);
    }
}
