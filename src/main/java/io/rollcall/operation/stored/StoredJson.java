package io.rollcall.operation.stored;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How commands and changes are written in the database. The type names are part of the schema: a row that an
/// older version wrote must be readable for ever.
public final class StoredJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(ClusterId.class, text(ClusterId.class))
                    .addSerializer(UserName.class, text(UserName.class))
                    .addSerializer(GroupName.class, text(GroupName.class))
                    .addSerializer(RoleName.class, text(RoleName.class))
                    .addSerializer(IamId.class, text(IamId.class))
                    .addDeserializer(ClusterId.class, value(ClusterId.class, ClusterId::new))
                    .addDeserializer(UserName.class, value(UserName.class, UserName::new))
                    .addDeserializer(GroupName.class, value(GroupName.class, GroupName::new))
                    .addDeserializer(RoleName.class, value(RoleName.class, RoleName::new))
                    .addDeserializer(IamId.class, value(IamId.class, IamId::new)))
            .addMixIn(Change.class, ChangeTypes.class)
            .addMixIn(Command.class, CommandTypes.class)
            .addMixIn(Selection.class, SelectionTypes.class)
            .build();

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Change.CreateAccount.class, name = "create-account"),
        @JsonSubTypes.Type(value = Change.UpdateAccount.class, name = "update-account"),
        @JsonSubTypes.Type(value = Change.RenameAccount.class, name = "rename-account"),
        @JsonSubTypes.Type(value = Change.DisableAccount.class, name = "disable-account"),
        @JsonSubTypes.Type(value = Change.EnableAccount.class, name = "enable-account"),
        @JsonSubTypes.Type(value = Change.AdoptAccount.class, name = "adopt-account"),
        @JsonSubTypes.Type(value = Change.DeleteAccount.class, name = "delete-account"),
        @JsonSubTypes.Type(value = Change.CreatePrincipal.class, name = "create-principal"),
        @JsonSubTypes.Type(value = Change.DeletePrincipal.class, name = "delete-principal"),
        @JsonSubTypes.Type(value = Change.CreateGroup.class, name = "create-group"),
        @JsonSubTypes.Type(value = Change.ChangeGroup.class, name = "change-group"),
        @JsonSubTypes.Type(value = Change.RenameGroup.class, name = "rename-group"),
        @JsonSubTypes.Type(value = Change.AdoptGroup.class, name = "adopt-group"),
        @JsonSubTypes.Type(value = Change.DeleteGroup.class, name = "delete-group"),
        @JsonSubTypes.Type(value = Change.RepairBacklinks.class, name = "repair-backlinks"),
        @JsonSubTypes.Type(value = Change.ClearBacklinks.class, name = "clear-backlinks"),
        @JsonSubTypes.Type(value = Change.ChangeManagerGroup.class, name = "change-manager-group"),
        @JsonSubTypes.Type(value = Change.GrantRole.class, name = "grant-role"),
        @JsonSubTypes.Type(value = Change.WithdrawRole.class, name = "withdraw-role")
    })
    private interface ChangeTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Command.Synchronize.class, name = "synchronize"),
        @JsonSubTypes.Type(value = Command.Cancel.class, name = "cancel"),
        @JsonSubTypes.Type(value = Command.Adopt.class, name = "adopt")
    })
    private interface CommandTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "selection")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Selection.Everything.class, name = "everything"),
        @JsonSubTypes.Type(value = Selection.Named.class, name = "named")
    })
    private interface SelectionTypes {}

    private StoredJson() {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds something that this version cannot read", e);
        }
    }

    public static Map<String, Object> readMap(String text) {
        try {
            return MAPPER.readValue(text, new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds something that this version cannot read", e);
        }
    }

    /// Any JSON; null when it is none.
    public static @Nullable JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException _) {
            return null;
        }
    }

    public static List<Map<String, Object>> readMaps(String text) {
        try {
            return MAPPER.readValue(text, new TypeReference<List<Map<String, Object>>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds something that this version cannot read", e);
        }
    }

    public static List<String> readTexts(String text) {
        try {
            return MAPPER.readValue(text, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds something that this version cannot read", e);
        }
    }

    private static <T> StdScalarSerializer<T> text(Class<T> type) {
        return new StdScalarSerializer<>(type) {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(value.toString());
            }
        };
    }

    private static <T> StdScalarDeserializer<T> value(Class<T> type, Function<String, T> make) {
        return new StdScalarDeserializer<>(type) {
            @Override
            public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
                return make.apply(json.getValueAsString());
            }
        };
    }

    private static final String HOLD = "held: ";

    /// The form of a note that says why the guard holds a plan.
    public static String hold(String reason) {
        return HOLD + reason;
    }

    /// The reasons among stored notes that [#hold] wrote.
    public static List<String> holds(List<String> notes) {
        return notes.stream()
                .filter(note -> note.startsWith(HOLD))
                .map(note -> note.substring(HOLD.length()))
                .toList();
    }
}
