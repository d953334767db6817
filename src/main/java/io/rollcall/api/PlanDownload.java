package io.rollcall.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.answer.View;
import io.rollcall.api.request.PlanFormat;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Page;
import io.rollcall.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;
import java.util.function.LongFunction;

/// A whole plan as one document of any length: it is read page by page while it is sent.
final class PlanDownload {
    private static final int PAGE = 1_000;

    private PlanDownload() {}

    static Answer of(PlanFormat format, Operations operations, ClusterId cluster, OperationId id, View view) {
        return switch (format) {
            case JSON ->
                Answer.flow(Answer.JSON, out -> {
                    write(out, "{\"changes\":[");
                    String[] comma = {""};
                    all(out, after -> operations.results(id, null, null, PAGE, after), row -> {
                        String text = comma[0] + new String(Json.write(view.change(row)), UTF_8);
                        comma[0] = ",";
                        return text;
                    });
                    write(out, "]}");
                });
            case LDIF ->
                Answer.flow("text/ldif; charset=utf-8", out -> {
                    write(out, "version: 1\n\n");
                    all(out, after -> operations.ldif(cluster, id, PAGE, after), Function.identity());
                });
        };
    }

    private static <T> void all(OutputStream out, LongFunction<Page<T>> pages, Function<T, String> text)
            throws IOException {
        String marker = "0";
        while (marker != null) {
            Page<T> page = pages.apply(Long.parseLong(marker));
            for (T row : page.rows()) {
                write(out, text.apply(row));
            }
            marker = page.next();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }
}
