package io.rollcall.api.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rollcall.api.error.Problems;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.io.IOException;

/// Reads the body of a request for an operation (R1 to R3).
public final class RequestBody {
    /// What the body may hold.
    public enum Form {
        /// UpdateSyncIamUser.
        SYNC,
        /// CancelSyncIamUser.
        CANCEL,
        /// Either, with `action` and `dry_run` (R30).
        OPERATION
    }

    /// What was asked for.
    public record SyncRequest(Command command, boolean dryRun) {}

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
    public static SyncRequest read(byte[] body, Form form) {
        RequestBody reader = new RequestBody(form);
        JsonObject.read(body, reader::readField);
        return reader.asked();
    }

    private void readField(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "user_names" -> users.read(parser);
            case "group_names" -> groups.read(parser);
            case "is_all_sync" -> everything = form != Form.CANCEL && JsonObject.flag(parser, name, problems);
            case "dry_run" -> dryRun = form == Form.OPERATION && JsonObject.flag(parser, name, problems);
            case "action" -> action = form == Form.OPERATION ? readAction(parser) : "";
            default -> {}
        }
    }

    private String readAction(JsonParser parser) throws IOException {
        String value = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        if (!value.equals("sync") && !value.equals("cancel")) {
            problems.add("action", "must be \"sync\" or \"cancel\"", "必须为\"sync\"或\"cancel\"");
            return "sync";
        }
        return value;
    }

    private SyncRequest asked() {
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
                    ? JsonObject.invalid(
                            "nothing is selected: name users in user_names or groups in group_names.",
                            "未选择任何对象：请在user_names中指定用户，或在group_names中指定用户组。")
                    : JsonObject.invalid(
                            "nothing is selected: set is_all_sync to true, or name users in user_names or groups in"
                                    + " group_names.",
                            "未选择任何对象：请将is_all_sync设为true，或在user_names中指定用户，或在group_names中指定用户组。");
        }
        problems.refuse();
        if (all) {
            return new SyncRequest(new Command.Synchronize(new Selection.Everything()), dryRun);
        }
        Selection.Named named = Selection.Named.of(
                users.names().stream().map(UserName::new).toList(),
                groups.names().stream().map(GroupName::new).toList());
        return new SyncRequest(cancel ? new Command.Cancel(named) : new Command.Synchronize(named), dryRun);
    }
}
