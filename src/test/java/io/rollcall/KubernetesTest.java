package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.rollcall.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the Helm chart makes of the examples beside it. The rendered manifests are kept, and where `helm` is there,
/// they are compared with what it renders.
class KubernetesTest {
    private static final Path HELM = Path.of("packaging/helm");
    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    Path folder;

    private static Map<String, JsonNode> rendered(String example) throws Exception {
        Map<String, JsonNode> manifests = new HashMap<>();
        try (var documents = YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(
                        HELM.resolve("example/" + example + ".rendered.yaml").toFile())) {
            documents.forEachRemaining(one -> manifests.put(
                    one.path("kind").asText() + " "
                            + one.path("metadata").path("name").asText(),
                    one));
        }
        return manifests;
    }

    private static JsonNode manifest(String example, String name) throws Exception {
        return Objects.requireNonNull(rendered(example).get(name), name);
    }

    private static JsonNode pod(String example) throws Exception {
        return manifest(example, "Deployment rollcall")
                .path("spec")
                .path("template")
                .path("spec");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicas", "single"})
    void thePodHasNoPrivilegesAndTheUserOfTheImage(String example) throws Exception {
        JsonNode pod = pod(example);
        assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.path("securityContext").path("runAsUser").asInt()).isEqualTo(10001);
        assertThat(pod.path("securityContext")
                        .path("seccompProfile")
                        .path("type")
                        .asText())
                .isEqualTo("RuntimeDefault");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        JsonNode container = pod.path("containers").path(0).path("securityContext");
        assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.path("capabilities").path("drop").path(0).asText()).isEqualTo("ALL");
        assertThat(Files.readString(Path.of("build/package"))).contains("\"User\":\"10001:10001\"");
        // Group alone: the server refuses secrets that others can read.
        pod.path("volumes").forEach(volume -> {
            if (volume.has("secret")) {
                assertThat(volume.path("secret").path("defaultMode").asInt()).isEqualTo(0440);
            }
        });
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(pod.path("containers")
                            .path(0)
                            .path(probe)
                            .path("httpGet")
                            .path("port")
                            .asText())
                    .isEqualTo("management");
        }
        assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicas", "single"})
    void everySelectorFindsThePods(String example) throws Exception {
        JsonNode labels = manifest(example, "Deployment rollcall")
                .path("spec")
                .path("template")
                .path("metadata")
                .path("labels");
        for (JsonNode one : rendered(example).values()) {
            JsonNode spec = one.path("spec");
            JsonNode selector = switch (one.path("kind").asText()) {
                case "Service" -> spec.path("selector");
                case "Deployment", "PodDisruptionBudget" ->
                    spec.path("selector").path("matchLabels");
                case "NetworkPolicy" -> spec.path("podSelector").path("matchLabels");
                default -> JsonMapper.builder().build().createObjectNode();
            };
            selector.properties()
                    .forEach(label -> assertThat(labels.path(label.getKey()).asText())
                            .as(one.path("kind").asText())
                            .isEqualTo(label.getValue().asText()));
        }
    }

    /// The file of the ConfigMap is one that the server takes, and its secrets are in files.
    @ParameterizedTest
    @ValueSource(strings = {"replicas", "single"})
    void theServerTakesTheConfiguration(String example) throws Exception {
        String file = manifest(example, "ConfigMap rollcall")
                .path("data")
                .path("rollcall.yaml")
                .asText();
        assertThat(file).doesNotContain("password: secret");
        for (String secret : List.of("database", "iam", "ldap")) {
            Files.writeString(folder.resolve(secret), "a secret of this test");
            Files.setPosixFilePermissions(folder.resolve(secret), PosixFilePermissions.fromString("r--r-----"));
        }
        Path kept = Files.writeString(
                folder.resolve("rollcall.yaml"), file.replace("/etc/rollcall-secrets", folder.toString()));
        Configuration configuration = Configuration.load(kept, Map.of());
        assertThat(configuration.database().isPresent()).isEqualTo(example.equals("replicas"));
        assertThat(configuration.listen().port()).isEqualTo(8470);
        assertThat(configuration.serving().management().port()).isEqualTo(8471);
    }

    @Test
    void replicasShareADatabaseAndOneKeepsAVolume() throws Exception {
        assertThat(rendered("replicas").keySet())
                .contains("PodDisruptionBudget rollcall", "ServiceMonitor rollcall", "NetworkPolicy rollcall")
                .doesNotContain("PersistentVolumeClaim rollcall");
        assertThat(rendered("single").keySet())
                .contains("PersistentVolumeClaim rollcall")
                .doesNotContain("PodDisruptionBudget rollcall", "ServiceMonitor rollcall");
        assertThat(manifest("single", "Deployment rollcall")
                        .path("spec")
                        .path("strategy")
                        .path("type")
                        .asText())
                .isEqualTo("Recreate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollcall/values.yaml", "example/replicas.yaml", "example/single.yaml"})
    void theSchemaOfTheValuesKnowsThem(String values) throws Exception {
        JsonNode base = YAML.readTree(HELM.resolve("rollcall/values.yaml").toFile());
        JsonNode all = new JsonMapper()
                .readerForUpdating(base)
                .readValue(YAML.readTree(HELM.resolve(values).toFile()));
        String schema = Files.readString(HELM.resolve("rollcall/values.schema.json"), UTF_8);
        List<String> problems = new ArrayList<>();
        for (Error error : SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(schema)
                .validate(all.toString(), com.networknt.schema.InputFormat.JSON)) {
            problems.add(error.toString());
        }
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicas", "single"})
    void helmRendersTheSame(String example) throws Exception {
        assumeTrue(Programs.run("sh", "-c", "command -v helm").status() == 0, "helm is not installed");
        String values = HELM.resolve("example/" + example + ".yaml").toString();
        assertThat(Programs.output("helm", "lint", HELM.resolve("rollcall").toString(), "-f", values))
                .contains("0 chart(s) failed");
        Path out = folder.resolve("rendered.yaml");
        Files.writeString(
                out,
                Programs.output(
                        "helm",
                        "template",
                        "rollcall",
                        HELM.resolve("rollcall").toString(),
                        "--namespace",
                        "rollcall",
                        "-f",
                        values));
        Map<String, JsonNode> byHelm = new HashMap<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(out.toFile())) {
            documents.forEachRemaining(one -> byHelm.put(
                    one.path("kind").asText() + " "
                            + one.path("metadata").path("name").asText(),
                    one));
        }
        assertThat(byHelm).isEqualTo(rendered(example));
    }
}
