package io.rollcall.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.Command;
import io.rollcall.sync.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the body of a request for an operation (decisions 1 to 3). Streams: what is not asked for is skipped
/// and never kept, however large or deep it is.
final class RequestBody {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Field names are the sender's choice: remembering them would only fill a table.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build();

    /// What the body may hold.
    enum Form {
        /// UpdateSyncIamUser.
        SYNC,
        /// CancelSyncIamUser.
        CANCEL,
        /// Either, with `action` and `dry_run` (decision 30).
        OPERATION
    }

    /// What was asked for.
    record Wish(Command command, boolean dryRun) {}

    private final Form form;
    private final Problems problems = new Problems();
    private final NameList users = new NameList("user_names", problems);
    private final NameList groups = new NameList("group_names", problems);
    private boolean everything;
    private boolean dryRun;
    private String action = "";

    private RequestBody(Form form) {
        this.form = form;
    }

    /// @param body empty if there was none
    /// @throws ApiException 400 `12000002` that names every problem
    static Wish read(byte[] body, Form form) {
        RequestBody reader = new RequestBody(form);
        reader.readDocument(decode(body));
        return reader.wish();
    }

    /// Not left to the parser, which would guess at other encodings and let broken ones pass.
    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("the body is not valid UTF-8.", "请求体不是有效的UTF-8。");
        }
    }

    private void readDocument(String text) {
        if (text.isBlank()) {
            return;
        }
        try (JsonParser parser = JSON.createParser(text)) {
            try {
                readObject(parser);
            } catch (JsonProcessingException e) {
                throw malformed(e, parser.currentLocation());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be read", e);
        }
    }

    private void readObject(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw invalid("the body must be a JSON object.", "请求体必须是JSON对象。");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            readField(parser);
        }
        if (parser.nextToken() != null) {
            throw invalid("something follows the JSON object.", "JSON对象之后还有其他内容。");
        }
    }

    private void readField(JsonParser parser) throws IOException {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
            case "user_names" -> users.read(parser);
            case "group_names" -> groups.read(parser);
            case "is_all_sync" -> everything = form != Form.CANCEL && readFlag(parser, name);
            case "dry_run" -> dryRun = form == Form.OPERATION && readFlag(parser, name);
            case "action" -> action = form == Form.OPERATION ? readAction(parser) : "";
            default -> {}
        }
        // Of an array or object that was not read above, the inside is still to come.
        parser.skipChildren();
    }

    private boolean readFlag(JsonParser parser, String name) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> {
                problems.add(name, "must be true or false", "必须为true或false");
                yield false;
            }
        };
    }

    private String readAction(JsonParser parser) throws IOException {
        String value = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        if (!value.equals("sync") && !value.equals("cancel")) {
            problems.add("action", "must be \"sync\" or \"cancel\"", "必须为\"sync\"或\"cancel\"");
            return "sync";
        }
        return value;
    }

    private Wish wish() {
        if (form == Form.OPERATION && action.isEmpty()) {
            problems.add("action", "is missing: it must be \"sync\" or \"cancel\"", "缺失：必须为\"sync\"或\"cancel\"");
        }
        boolean cancel = form == Form.CANCEL || action.equals("cancel");
        boolean all = everything && !cancel;
        if (problems.isEmpty()
                && !all
                && users.names().isEmpty()
                && groups.names().isEmpty()) {
            throw cancel
                    ? invalid(
                            "nothing is selected: name users in user_names or groups in group_names.",
                            "未选择任何对象：请在user_names中指定用户，或在group_names中指定用户组。")
                    : invalid(
                            "nothing is selected: set is_all_sync to true, or name users in user_names or groups in"
                                    + " group_names.",
                            "未选择任何对象：请将is_all_sync设为true，或在user_names中指定用户，或在group_names中指定用户组。");
        }
        problems.refuse();
        if (all) {
            return new Wish(new Command.Synchronize(new Selection.Everything()), dryRun);
        }
        Selection.Named named = Selection.Named.of(
                users.names().stream().map(UserName::new).toList(),
                groups.names().stream().map(GroupName::new).toList());
        return new Wish(cancel ? new Command.Cancel(named) : new Command.Synchronize(named), dryRun);
    }

    /// The parser's own words quote the body, so only the place is passed on.
    private static ApiException malformed(JsonProcessingException e, JsonLocation place) {
        String at = "line " + place.getLineNr() + ", column " + place.getColumnNr();
        String where = "第" + place.getLineNr() + "行第" + place.getColumnNr() + "列";
        return e.getOriginalMessage().startsWith("Duplicate")
                ? invalid("a field is given twice at " + at + ".", where + "字段重复。")
                : invalid("the body is not valid JSON at " + at + ".", "请求体在" + where + "不是有效的JSON。");
    }

    private static ApiException invalid(String english, String chinese) {
        return new ApiException(ErrorCode.PARAMETER_INVALID, new Message(english, chinese));
    }
}
