package io.rollcall.operation.stored;

import io.rollcall.operation.model.Result;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.Change.AdoptAccount;
import io.rollcall.sync.provisioning.Change.AdoptGroup;
import io.rollcall.sync.provisioning.Change.ChangeGroup;
import io.rollcall.sync.provisioning.Change.ChangeManagerGroup;
import io.rollcall.sync.provisioning.Change.ClearBacklinks;
import io.rollcall.sync.provisioning.Change.CreateAccount;
import io.rollcall.sync.provisioning.Change.CreateGroup;
import io.rollcall.sync.provisioning.Change.CreatePrincipal;
import io.rollcall.sync.provisioning.Change.DeleteAccount;
import io.rollcall.sync.provisioning.Change.DeleteGroup;
import io.rollcall.sync.provisioning.Change.DeletePrincipal;
import io.rollcall.sync.provisioning.Change.DisableAccount;
import io.rollcall.sync.provisioning.Change.EnableAccount;
import io.rollcall.sync.provisioning.Change.GrantRole;
import io.rollcall.sync.provisioning.Change.RenameAccount;
import io.rollcall.sync.provisioning.Change.RenameGroup;
import io.rollcall.sync.provisioning.Change.RepairBacklinks;
import io.rollcall.sync.provisioning.Change.UpdateAccount;
import io.rollcall.sync.provisioning.Change.WithdrawRole;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Describes changes for people: what is done with the object, and the attributes that change, with their old and
/// new values.
public final class ChangeDescription {
    private ChangeDescription() {}

    public static Result.Action action(Change change) {
        return switch (change) {
            case CreateAccount c -> Result.Action.CREATE;
            case CreateGroup c -> Result.Action.CREATE;
            case CreatePrincipal c -> Result.Action.CREATE;
            case UpdateAccount c -> Result.Action.UPDATE;
            case ChangeGroup c -> Result.Action.UPDATE;
            case ChangeManagerGroup c -> Result.Action.UPDATE;
            case RepairBacklinks c -> Result.Action.REPAIR;
            case ClearBacklinks c -> Result.Action.REPAIR;
            case AdoptAccount c -> Result.Action.ADOPT;
            case AdoptGroup c -> Result.Action.ADOPT;
            case RenameAccount c -> Result.Action.RENAME;
            case RenameGroup c -> Result.Action.RENAME;
            case DisableAccount c -> Result.Action.DISABLE;
            case EnableAccount c -> Result.Action.ENABLE;
            case DeleteAccount c -> Result.Action.DELETE;
            case DeleteGroup c -> Result.Action.DELETE;
            case DeletePrincipal c -> Result.Action.DELETE;
            case GrantRole c -> Result.Action.GRANT;
            case WithdrawRole c -> Result.Action.WITHDRAW;
        };
    }

    static Map<String, Object> before(Change change) {
        return switch (change) {
            case UpdateAccount c -> account(c.oldGidNumber(), c.oldDescription());
            case ChangeGroup c -> difference("members", c.remove(), "description", c.oldDescription(), c.description());
            case ChangeManagerGroup c -> list("members", users(c.remove()));
            case RepairBacklinks c -> list("member_of", texts(c.stale()));
            case ClearBacklinks c -> list("member_of", texts(c.stale()));
            case AdoptAccount c -> Map.of("cluster_id", c.from().value());
            case AdoptGroup c -> Map.of("cluster_id", c.from().value());
            case RenameAccount c -> Map.of("name", c.user().name().value());
            case RenameGroup c -> Map.of("name", c.group().name().value());
            case DisableAccount c -> Map.of("iam_id", c.user().id().value());
            case EnableAccount c -> Map.of();
            case DeleteAccount c -> Map.of("iam_id", c.user().id().value());
            case DeletePrincipal c -> Map.of("iam_id", c.user().id().value());
            case DeleteGroup c -> Map.of("iam_id", c.group().id().value());
            case WithdrawRole c -> holders(c.groups(), c.users());
            case CreateAccount c -> Map.of();
            case CreateGroup c -> Map.of();
            case CreatePrincipal c -> Map.of();
            case GrantRole c -> Map.of();
        };
    }

    static Map<String, Object> after(Change change) {
        return switch (change) {
            case CreateAccount c -> {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("iam_id", c.user().id().value());
                all.put("uid_number", c.uidNumber());
                all.putAll(account(c.gidNumber(), c.description()));
                yield all;
            }
            case CreateGroup c -> {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("iam_id", c.group().id().value());
                all.put("gid_number", c.gidNumber());
                all.put("description", c.description());
                all.put("members", texts(c.members()));
                yield all;
            }
            case EnableAccount c -> {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("iam_id", c.user().id().value());
                all.putAll(account(c.gidNumber(), c.description()));
                yield all;
            }
            case DisableAccount c -> Map.of();
            case CreatePrincipal c -> Map.of("iam_id", c.user().id().value());
            case UpdateAccount c -> account(c.gidNumber(), c.description());
            case ChangeGroup c -> difference("members", c.add(), "description", c.description(), c.oldDescription());
            case ChangeManagerGroup c -> list("members", users(c.add()));
            case RepairBacklinks c -> list("member_of", texts(c.missing()));
            case ClearBacklinks c -> Map.of();
            case AdoptAccount c -> Map.of("iam_id", c.user().id().value());
            case AdoptGroup c -> Map.of("iam_id", c.group().id().value());
            case RenameAccount c -> Map.of("name", c.newName().value());
            case RenameGroup c -> Map.of("name", c.newName().value());
            case GrantRole c -> holders(c.groups(), c.users());
            case DeleteAccount c -> Map.of();
            case DeleteGroup c -> Map.of();
            case DeletePrincipal c -> Map.of();
            case WithdrawRole c -> Map.of();
        };
    }

    private static Map<String, Object> account(int gidNumber, String description) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("gid_number", gidNumber);
        map.put("description", description);
        return map;
    }

    /// The members that differ, and the other attribute only where it differs.
    private static Map<String, Object> difference(
            String list, List<?> members, String attribute, String value, String other) {
        Map<String, Object> map = new LinkedHashMap<>(list(list, texts(members)));
        if (!value.equals(other)) {
            map.put(attribute, value);
        }
        return map;
    }

    private static Map<String, Object> holders(List<GroupRef> groups, List<?> users) {
        Map<String, Object> map = new LinkedHashMap<>(
                list("groups", groups.stream().map(g -> g.name().value()).toList()));
        map.putAll(list("users", texts(users)));
        return map;
    }

    private static Map<String, Object> list(String name, List<String> values) {
        return values.isEmpty() ? Map.of() : Map.of(name, values);
    }

    private static List<String> users(List<UserRef> users) {
        return users.stream().map(user -> user.name().value()).toList();
    }

    private static List<String> texts(List<?> names) {
        return names.stream().map(Object::toString).toList();
    }
}
