package io.rollcall.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.request.ApiRequest;
import io.rollcall.cluster.Loopback;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// `POST /console/run`, which there is in the demo alone: who may send a text, and what is answered. Thread-safe.
final class SampleRuns {
    static final String PATH = "/console/run";

    /// Not a cookie: a browser sends it only when a script of this origin says so.
    static final String KEY = "X-Run-Key";

    private static final int LONGEST = 64 * 1024;

    private final URI origin;
    private final SampleRunner runner;

    /// @param origin as browsers name this server
    SampleRuns(URI origin, SampleRunner runner) {
        this.origin = origin;
        this.runner = runner;
    }

    static boolean isFor(ApiRequest request) {
        return request.method().equals("POST") && request.rawPath().equals(PATH);
    }

    /// Checks a request before its body is read.
    ///
    /// @throws ApiException 403, unless it comes from this machine, from a page of this server that has the key
    void admit(ApiRequest request) {
        List<String> site = request.header("Sec-Fetch-Site");
        boolean here = Loopback.is(request.address())
                && request.header("Host").equals(List.of(origin.getRawAuthority()))
                && request.header("Origin").equals(List.of(origin.toString()))
                && (site.isEmpty() || site.equals(List.of("same-origin")));
        List<String> key = request.header(KEY);
        if (!here || key.size() != 1 || !runner.knows(key.getFirst())) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN,
                    new Message(
                            "Only a page that the sign-in link of this demo opened runs texts.",
                            "只有通过本演示的登录链接打开的页面才能运行文本。"));
        }
    }

    /// @param body the text, in UTF-8
    /// @throws ApiException 413 for a text that is too long, 409 while another one runs
    Answer answer(byte[] body) {
        if (body.length > LONGEST) {
            throw new ApiException(ErrorCode.BODY_TOO_LARGE);
        }
        byte[] outcome = runner.run(new String(body, UTF_8))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.OPERATION_NOT_NOW, new Message("Another text is running.", "另一段文本正在运行。")));
        return new Answer(200, Answer.JSON, outcome, Map.of());
    }
}
