package io.rollcall.cli.client;

import io.rollcall.cluster.Text;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The API refused a call, or gave no answer that can be read. The message is one sentence for people, with the
/// code and the id of the request if there was an answer.
public final class ApiFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private static final String NO_CLUSTER = "12000003";

    private final int status;
    private final String code;

    private ApiFailure(int status, String code, String message) {
        super(Text.printable(message));
        this.status = status;
        this.code = code;
    }

    /// @param code the documented one; may be empty when another server answered
    static ApiFailure refused(int status, String code, String message, String requestId) {
        StringBuilder words = new StringBuilder("The API refused: ");
        words.append(message.isEmpty() ? "HTTP status " + status : message).append(" (");
        words.append(code.isEmpty() ? "HTTP " + status : code);
        if (!requestId.isEmpty()) {
            words.append(", request ").append(requestId);
        }
        return new ApiFailure(status, code, words.append(')').toString());
    }

    /// The answer is JSON, but not in the form that this version knows.
    static ApiFailure unreadable(int status, String problem, String requestId) {
        return new ApiFailure(
                status,
                "",
                "The answer is not one that this version understands: " + problem + " (HTTP " + status
                        + (requestId.isEmpty() ? "" : ", request " + requestId) + ")");
    }

    static ApiFailure noAnswer(String authority, String why) {
        return new ApiFailure(0, "", "No answer from " + authority + ": " + why + (why.endsWith("?") ? "" : "."));
    }

    /// The HTTP status; 0 when there was no answer.
    public int status() {
        return status;
    }

    /// The documented error code; empty when there was no answer.
    public String code() {
        return code;
    }

    /// What a person can do who did not expect it; empty where the message says all that is known.
    ///
    /// @param connection that of the call
    /// @param cluster that of the command line; null for that of the connection
    public Optional<String> hint(Connection connection, @Nullable String cluster) {
        if (status == 401) {
            return Optional.of(
                    connection.credentials() instanceof Connection.Credentials.Token
                            ? "The token is that of " + connection.origin()
                                    + ". A token expires: get a new one, or use an access key ('rollcall login')."
                            : "The access key is that of " + connection.origin() + ".");
        }
        if (code.equals(NO_CLUSTER)) {
            String id = cluster == null ? connection.cluster().value() : cluster;
            return Optional.of(
                    "The cluster is '" + id + "', " + (cluster == null ? "of " + connection.origin() : "of --cluster")
                            + "; 'rollcall clusters' lists those that you may see.");
        }
        return Optional.empty();
    }

    /// Whether the same call may succeed a little later.
    boolean mayPass() {
        return status == 0 || status == 429 || status == 502 || status == 503 || status == 504;
    }
}
