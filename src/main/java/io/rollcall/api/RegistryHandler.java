package io.rollcall.api;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.error.Problems;
import io.rollcall.api.request.DefinitionBody;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.policy.Action;
import io.rollcall.wire.ConfigurationJson;
import io.rollcall.wire.JsonTree;
import io.rollcall.wire.Word;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers the calls that show and change where clusters are defined
/// (docs/decisions/0114-clusters-by-the-api.md).
final class RegistryHandler {
    private static final Duration CROWDED_PAUSE = Duration.ofSeconds(1);

    private final Registry registry;

    RegistryHandler(Registry registry) {
        this.registry = registry;
    }

    /// @throws ApiException 403 where the configuration switches it off for all callers
    private static void check(Admission caller) {
        if (caller.authorization().access().isOff(Action.CONFIGURE)) {
            throw off();
        }
    }

    private static ApiException off() {
        return new ApiException(
                ErrorCode.FORBIDDEN,
                new Message(
                        "The configuration of this server does not let clusters be stored: it has no 'stored_clusters'.",
                        "本服务的配置没有“stored_clusters”，不允许保存集群。"));
    }

    Answer show(ProjectId project, ClusterId cluster, Admission caller) {
        check(caller);
        Registry.Found found =
                registry.find(project, cluster).orElseThrow(() -> new ApiException(ErrorCode.CLUSTER_UNKNOWN));
        String text = found.text();
        ConfigurationJson.Source source =
                text == null ? ConfigurationJson.Source.FILE : ConfigurationJson.Source.STORED;
        return answer(200, cluster, source, found.version(), text);
    }

    Answer add(ProjectId project, DefinitionBody.Asked asked, Admission caller) {
        check(caller);
        long version = done(registry.add(project, asked.cluster(), asked.text(), caller.by()));
        return answer(201, asked.cluster(), ConfigurationJson.Source.STORED, version, asked.text());
    }

    Answer change(ProjectId project, DefinitionBody.Asked asked, Admission caller) {
        check(caller);
        long version = done(registry.change(project, asked.cluster(), asked.text(), asked.version(), caller.by()));
        return answer(200, asked.cluster(), ConfigurationJson.Source.STORED, version, asked.text());
    }

    Answer remove(ProjectId project, ClusterId cluster, @Nullable Long version, Admission caller) {
        check(caller);
        long removed = done(registry.remove(project, cluster, version, caller.by()));
        return answer(200, cluster, ConfigurationJson.Source.REMOVED, removed, null);
    }

    private static Answer answer(
            int status, ClusterId cluster, ConfigurationJson.Source source, long version, @Nullable String text) {
        ConfigurationJson.Definition body = new ConfigurationJson.Definition(
                cluster.value(), Word.of(source), version, text == null ? null : definition(text));
        return Answer.json(status, body).with("ETag", "\"" + version + "\"");
    }

    private static Map<String, Object> definition(String text) {
        try {
            Map<String, Object> fields = new LinkedHashMap<>();
            JsonTree.read(text.getBytes(StandardCharsets.UTF_8)).properties().forEach(field -> {
                Object value = JsonTree.plain(field.getValue());
                if (value != null) {
                    fields.put(field.getKey(), value);
                }
            });
            return fields;
        } catch (IOException e) {
            throw new IllegalStateException("what was stored is JSON", e);
        }
    }

    private static long done(Registry.Outcome outcome) {
        return switch (outcome) {
            case Registry.Outcome.Done(long version) -> version;
            case Registry.Outcome.Invalid(var problems) -> {
                Problems named = new Problems();
                problems.forEach(problem -> named.add(
                        problem.place().isEmpty() ? "body" : problem.place(), problem.text(), " " + problem.text()));
                named.refuse();
                throw new IllegalStateException("there is a problem");
            }
            case Registry.Outcome.Unknown() -> throw new ApiException(ErrorCode.CLUSTER_UNKNOWN);
            case Registry.Outcome.Off() -> throw off();
            case Registry.Outcome.Taken() ->
                throw notNow("The id is that of another cluster, now or before.", "该ID属于或曾属于其他集群。");
            case Registry.Outcome.InFile() ->
                throw notNow(
                        "The cluster is in the configuration file of the server, where it is changed and removed.",
                        "该集群位于本服务的配置文件中，只能在文件中修改或删除。");
            case Registry.Outcome.Changed(long version) ->
                throw new ApiException(
                        ErrorCode.DEFINITION_CHANGED,
                        new Message(
                                "The definition has the version " + version + " now: read it again.",
                                "该定义的当前版本为" + version + "，请重新读取。"));
            case Registry.Outcome.Crowded() -> throw new ApiException(ErrorCode.THROTTLED, Message.NONE, CROWDED_PAUSE);
        };
    }

    private static ApiException notNow(String english, String chinese) {
        return new ApiException(ErrorCode.DEFINITION_NOT_NOW, new Message(english, chinese));
    }
}
