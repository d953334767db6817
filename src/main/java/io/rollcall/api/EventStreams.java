package io.rollcall.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.answer.View;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Reports the progress of an operation to callers, as server-sent events: one whenever its state changes, and a
/// comment now and then, so that a broken connection is noticed. A stream ends with its operation.
final class EventStreams implements AutoCloseable {
    /// Each stream holds a connection and reads the database, so their number is limited.
    static final int MOST = 64;

    /// So that one caller cannot take all of them.
    static final int MOST_OF_ONE = 4;

    private final Operations operations;
    private final Pace pace;
    private final Semaphore places = new Semaphore(MOST);
    private final Map<String, Integer> readers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// The timing of a stream.
    ///
    /// @param look between two reads of the operation
    /// @param heartbeat the longest silence
    /// @param longest for a whole stream: a caller that wants to watch longer connects again
    /// @param check between two checks whether its reader may still read it
    record Pace(Duration look, Duration heartbeat, Duration longest, Duration check) {
        static final Pace STANDARD =
                new Pace(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofHours(1), Duration.ofMinutes(1));
    }

    EventStreams(Operations operations, Pace pace) {
        this.operations = operations;
        this.pace = pace;
    }

    /// @param id an operation of the cluster
    /// @param reader the caller, independent of the credential
    /// @param view how much of it the reader may see
    /// @param stillMay whether the reader would still be admitted
    /// @throws ApiException 429 when there are too many streams, or too many of that reader
    Answer open(ClusterId cluster, OperationId id, String reader, View view, BooleanSupplier stillMay) {
        if (!places.tryAcquire()) {
            throw new ApiException(ErrorCode.THROTTLED, Message.NONE, pace.heartbeat());
        }
        if (readers.merge(reader, 1, Integer::sum) > MOST_OF_ONE) {
            release(reader);
            throw new ApiException(ErrorCode.THROTTLED, Message.NONE, pace.heartbeat());
        }
        return Answer.flow("text/event-stream", out -> {
            try {
                watch(cluster, id, view, stillMay, out);
            } finally {
                release(reader);
            }
        });
    }

    private void release(String reader) {
        readers.computeIfPresent(reader, (_, count) -> count == 1 ? null : count - 1);
        places.release();
    }

    private void watch(ClusterId cluster, OperationId id, View view, BooleanSupplier stillMay, OutputStream out)
            throws IOException {
        long start = System.nanoTime();
        long checked = start;
        long sent = start;
        String last = "";
        while (!closed && System.nanoTime() - start < pace.longest().toNanos()) {
            if (System.nanoTime() - checked >= pace.check().toNanos()) {
                checked = System.nanoTime();
                if (!stillMay.getAsBoolean()) {
                    return;
                }
            }
            Optional<Operation> operation = operations.find(cluster, id);
            if (operation.isEmpty()) {
                return;
            }
            String now = new String(Json.write(view.operation(operation.get())), UTF_8);
            @Nullable String text = null;
            if (!now.equals(last)) {
                text = "event: operation\ndata: " + now + "\n\n";
            } else if (System.nanoTime() - sent >= pace.heartbeat().toNanos()) {
                text = ": still there\n\n";
            }
            if (text != null) {
                out.write(text.getBytes(UTF_8));
                out.flush();
                last = now;
                sent = System.nanoTime();
            }
            if (operation.get().state().ended() || !pause(pace.look())) {
                return;
            }
        }
    }

    private static boolean pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Lets all streams end soon.
    @Override
    public void close() {
        closed = true;
    }
}
