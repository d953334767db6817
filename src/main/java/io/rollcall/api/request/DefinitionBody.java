package io.rollcall.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rollcall.api.error.Problems;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.wire.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the definition of a cluster: the section of a cluster as it is in the configuration file. Checks here what
/// the path demands of it; what the section says is for the reader of the configuration.
public final class DefinitionBody {
    /// In characters, as it is stored.
    static final int LARGEST = 64 * 1024;

    private static final String VERSION = "version";
    private static final Pattern TAG = Pattern.compile("\"([0-9]{1,18})\"");

    private DefinitionBody() {}

    /// A definition.
    ///
    /// @param text in JSON, without the version
    /// @param version that the caller has read; null for any
    public record Asked(
            ClusterId cluster, String text, @Nullable Long version) {}

    /// @param body the section, which may have a `version` beside its keys
    /// @param cluster of the path; null for a new one
    /// @throws ApiException 400 `12000002` that names every problem
    public static Asked read(byte[] body, ProjectId project, @Nullable ClusterId cluster, List<String> ifMatch) {
        Problems problems = new Problems();
        ObjectNode section = section(body);
        Long version = version(section.remove(VERSION), ifMatch, problems);
        String id = text(section, "id");
        if (!ClusterId.isValid(id)) {
            problems.add("id", "must be 1 to 64 letters, digits, '_' or '-'", "必须为1到64个字母、数字、“_”或“-”");
        } else if (cluster != null && !cluster.value().equals(id)) {
            problems.add("id", "must be the cluster_id of the path", "必须为路径中的cluster_id");
        }
        if (!text(section, "project").equals(project.value())) {
            problems.add("project", "must be the project_id of the path", "必须为路径中的project_id");
        }
        String text = JsonTree.text(section);
        if (text.length() > LARGEST) {
            problems.add("body", "must have at most " + LARGEST + " characters", "最多" + LARGEST + "个字符");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            problems.add("body", "must not hold broken Unicode", "不能包含不完整的Unicode字符");
        }
        problems.refuse();
        return new Asked(new ClusterId(id), text, version);
    }

    /// The version in the body of a removal or in its header; null for any.
    ///
    /// @param body empty if there was none
    /// @throws ApiException 400 `12000002`
    public static @Nullable Long version(byte[] body, List<String> ifMatch) {
        Problems problems = new Problems();
        Long version = version(section(body).get(VERSION), ifMatch, problems);
        problems.refuse();
        return version;
    }

    private static @Nullable Long version(@Nullable JsonNode inBody, List<String> ifMatch, Problems problems) {
        Long version = null;
        if (inBody != null && !inBody.isNull()) {
            if (inBody.isIntegralNumber() && inBody.canConvertToLong()) {
                version = inBody.longValue();
            } else {
                problems.add(VERSION, "must be a whole number", "必须为整数");
            }
        }
        String tags = String.join(",", ifMatch).strip();
        if (tags.isEmpty() || tags.equals("*")) {
            return version;
        }
        Matcher tag = TAG.matcher(tags);
        if (!tag.matches()) {
            problems.add("If-Match", "must be the ETag of a definition, like \"7\"", "必须为定义的ETag，如\"7\"");
            return version;
        }
        Long named = Long.valueOf(tag.group(1));
        if (version != null && !Objects.equals(version, named)) {
            problems.add(VERSION, "must be that of If-Match", "必须与If-Match一致");
        }
        return named;
    }

    private static ObjectNode section(byte[] body) {
        // Refuses what is no object, and fields that are given twice, at any depth.
        JsonObject.read(body, (_, _) -> {});
        try {
            return JsonTree.read(body) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        } catch (IOException e) {
            throw new IllegalStateException("it was read before", e);
        }
    }

    private static String text(ObjectNode section, String key) {
        JsonNode value = section.path(key);
        // A number is the text that it is written as, as in the configuration file.
        return value.isTextual() || value.isIntegralNumber() ? value.asText() : "";
    }
}
