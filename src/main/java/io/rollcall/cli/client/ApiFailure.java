package io.rollcall.cli.client;

import io.rollcall.cluster.Text;

/// The API refused a call, or gave no answer that can be read. The message is one sentence for people, with the
/// code and the id of the request if there was an answer.
public final class ApiFailure extends Exception {
    private static final long serialVersionUID = 1L;

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
        return new ApiFailure(0, "", "No answer from " + authority + ": " + why + ".");
    }

    /// The HTTP status; 0 when there was no answer.
    public int status() {
        return status;
    }

    /// The documented error code; empty when there was no answer.
    public String code() {
        return code;
    }

    /// Whether the same call may succeed a little later.
    boolean mayPass() {
        return status == 0 || status == 429 || status == 502 || status == 503 || status == 504;
    }
}
