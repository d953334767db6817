package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What `build/package` makes, installed and run as its users do: the archive unpacked at another place, the Debian
/// package in a minimal Debian of its own, the image's layers as a container sees them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackageIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String IAM = """
            domain: {id: d1, name: acme}
            projects: [{id: p1, name: region-1}]
            users: [{id: u-1, name: user1, enabled: true}]
            groups: [{id: g-1, name: group1, members: [user1], grants: [{policy: MRS FullAccess, on: domain}]}]
            policies: []
            access_keys: [{access: AK1, secret: SK1, user: user1}]
            """;
    private static final String CONFIGURATION = """
            listen: 127.0.0.1:0
            data: %s
            iam: {file: iam.yaml}
            clusters:
              - {id: c1, name: one, project: p1, manager: {embedded: {port: 0, bind_password: p}}}
            """;

    @TempDir
    private static Path folder;

    private Path out;

    @BeforeAll
    void makeThem() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "packages are made on Debian");
        out = folder.resolve("out");
        pack(out);
    }

    @AfterAll
    void letTheTreesGo() throws Exception {
        // Root's files in trees of Debian; JUnit would remove them one by one.
        for (String tree : List.of("debian", "debian-package", "debian-page")) {
            Programs.run("rm", "-rf", "--one-file-system", folder.resolve(tree).toString());
        }
    }

    private static void pack(Path to) throws Exception {
        Programs.Ended ended = Programs.run(
                "",
                Map.of("ROLLCALL_SKIP_BUILD", "1", "JAVA_HOME", System.getProperty("java.home")),
                List.of("build/package", to.toString()));
        assertThat(ended.status()).as(ended.output()).isZero();
    }

    private Path made(String pattern) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void assumeRootOfItsOwn() {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        assumeTrue(Programs.run("unshare", "-m", "true").status() == 0, "needs mount namespaces");
    }

    /// A server in one of those places, until it is closed.
    private record Served(Process process, Path ready, Path log, Duration start) implements AutoCloseable {
        static Served start(Path ready, Path log, List<String> command) throws Exception {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
            long begin = System.nanoTime();
            Process process = builder.start();
            Waiting.until("it is ready", Duration.ofMinutes(3), () -> {
                assertThat(process.isAlive()).as(() -> read(log)).isTrue();
                return Files.exists(ready);
            });
            return new Served(process, ready, log, Duration.ofNanos(System.nanoTime() - begin));
        }

        JsonNode facts() throws IOException {
            return JSON.readTree(ready.toFile());
        }

        Map<String, String> environment() throws IOException {
            return Map.of(
                    "ROLLCALL_ENDPOINT", facts().path("url").asText(),
                    "ROLLCALL_PROJECT_ID", "p1",
                    "ROLLCALL_CLUSTER_ID", "c1",
                    "ROLLCALL_ACCESS_KEY", "AK1",
                    "ROLLCALL_SECRET_KEY", "SK1");
        }

        int stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    /// Synchronizes, and measures the shortest of five `status`; nothing depends on how fast it is.
    private static void use(String what, Served served, List<String> rollcall) throws Exception {
        List<String> sync = new ArrayList<>(rollcall);
        sync.addAll(List.of("sync", "--all", "--yes", "--watch"));
        Programs.Ended synced = Programs.run("", served.environment(), sync);
        assertThat(synced.output()).contains("Completed");
        assertThat(synced.status()).isZero();
        List<String> status = new ArrayList<>(rollcall);
        status.add("status");
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long begin = System.nanoTime();
            assertThat(Programs.run("", served.environment(), status).status()).isZero();
            shortest = Math.min(shortest, System.nanoTime() - begin);
        }
        System.out.printf(
                "%s: ready after %d ms, status in %d ms%n",
                what, served.start().toMillis(), TimeUnit.NANOSECONDS.toMillis(shortest));
    }

    @Test
    void theChecksumsAreThoseOfTheFilesAndThePartsListHasEveryLibrary() throws Exception {
        assertThat(Programs.output("sh", "-c", "cd '" + out + "' && sha256sum --strict -c SHA256SUMS"))
                .hasLineCount(5);
        for (String list : List.of("rollcall-.*SNAPSHOT\\.bom\\.json", "rollcall-.*image\\.bom\\.json")) {
            JsonNode bom = JSON.readTree(made(list).toFile());
            List<String> parts = new ArrayList<>();
            bom.path("components")
                    .forEach(part -> parts.add(part.path("name").asText() + "-"
                            + part.path("version").asText()));
            assertThat(parts).anyMatch(part -> part.startsWith("openjdk-25"));
            try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
                assertThat(parts)
                        .containsAll(libraries
                                .map(jar -> jar.getFileName().toString().replace(".jar", ""))
                                .toList());
            }
        }
        assertThat(read(made("rollcall-.*image\\.bom\\.json"))).contains("\"libc6\"");
    }

    /// The caches of the JVM record a run; with the same ones, everything else is the same.
    @Test
    void theSameInputGivesTheSameBytes() throws Exception {
        Path again = Files.createDirectories(folder.resolve("again"));
        Programs.output("cp", "-a", out.resolve("caches").toString(), again.toString());
        pack(again);
        assertThat(read(again.resolve("SHA256SUMS"))).isEqualTo(read(out.resolve("SHA256SUMS")));
    }

    @Test
    void theArchiveRunsWhereverItIsUnpackedAndFindsItsCaches() throws Exception {
        Path place = Files.createDirectories(folder.resolve("some where"));
        Programs.output("tar", "-xzf", made("rollcall-.*tar\\.gz").toString(), "-C", place.toString());
        try (Stream<Path> unpacked = Files.list(place)) {
            Files.move(unpacked.findFirst().orElseThrow(), place.resolve("rollcall"));
        }
        String program = Files.createSymbolicLink(folder.resolve("rc"), place.resolve("rollcall/bin/rollcall"))
                .toString();
        assertThat(Programs.output(program, "--version")).startsWith("rollcall ");
        for (String command : List.of("serve", "status")) {
            Path classes = folder.resolve("classes");
            Programs.run(
                    "",
                    Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes),
                    List.of(program, command, "--help"));
            assertThat(Files.readAllLines(classes, UTF_8))
                    .filteredOn(line -> line.contains(" io.rollcall.Main "))
                    .singleElement()
                    .asString()
                    .contains("source: shared objects file");
        }
        Files.writeString(place.resolve("iam.yaml"), IAM);
        Files.setPosixFilePermissions(place.resolve("iam.yaml"), PosixFilePermissions.fromString("rw-------"));
        Path configuration = Files.writeString(place.resolve("rollcall.yaml"), CONFIGURATION.formatted("data"));
        Path ready = place.resolve("ready.json");
        try (Served served = Served.start(
                ready,
                place.resolve("log"),
                List.of(program, "serve", "--config", configuration.toString(), "--ready-file", ready.toString()))) {
            use("archive", served, List.of(program));
            assertThat(served.stop()).isEqualTo(143);
        }
        assertThat(place.resolve("rollcall/share/man/man1/rollcall-serve.1.gz")).exists();
        assertThat(place.resolve("rollcall/share/bash-completion/completions/rollcall"))
                .exists();
    }

    /// What runs a program with a tree as its root, and with the processes that a program looks for there.
    private static List<String> as(String user, Path tree) {
        return new ArrayList<>(List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t proc proc \"$1/proc\" && user=$0 && root=$1 && shift"
                        + " && exec chroot --userspec=$user \"$root\" \"$@\"",
                user,
                tree.toString()));
    }

    private static Programs.Ended inside(Path tree, String... command) {
        List<String> whole = as("0:0", tree);
        whole.addAll(List.of(command));
        return Programs.run("", Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), whole);
    }

    private static String output(Path tree, String... command) {
        Programs.Ended ended = inside(tree, command);
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output();
    }

    /// A minimal Debian of that name, copied from one that is made once.
    private Path minimalDebian(String name) {
        assumeRootOfItsOwn();
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/debootstrap")), "needs debootstrap");
        Path base = folder.resolve("debian");
        if (!Files.exists(base)) {
            String[] site = Programs.output(
                            "apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages")
                    .lines()
                    .filter(line -> line.matches("\\S+/debian \\w+"))
                    .findFirst()
                    .orElse("")
                    .split(" ");
            assumeTrue(site.length == 2, "apt-get knows no Debian");
            Programs.output("debootstrap", "--variant=minbase", site[1], base.toString(), site[0]);
        }
        Path tree = folder.resolve(name);
        Programs.output("cp", "-a", base.toString(), tree.toString());
        return tree;
    }

    /// The page is followed as a person would, in a Debian that has nothing but the package in root's home.
    @Test
    void theFirstClusterIsThatOfThePage() throws Exception {
        Path tree = minimalDebian("debian-page");
        Path page = Path.of("docs/first-cluster.md");
        Path deb = made("rollcall_.*\\.deb");
        Files.copy(deb, tree.resolve("root").resolve(deb.getFileName().toString()));
        // What lets this machine reach the registries lets the tree.
        Programs.output("cp", "-a", "/etc/apt/apt.conf.d/.", tree + "/etc/apt/apt.conf.d/");
        Programs.output("cp", "/etc/resolv.conf", "/etc/hosts", tree + "/etc/");
        Programs.output("mkdir", "-p", tree + "/etc/ssl/certs");
        Programs.output("cp", "-a", "/etc/ssl/certs/.", tree + "/etc/ssl/certs/");
        output(tree, "apt-get", "update", "-q");
        output(
                tree,
                "apt-get",
                "install",
                "-y",
                "-q",
                "--download-only",
                "/root/" + deb.getFileName(),
                "slapd",
                "ldap-utils");

        Programs.Ended ended = Programs.run("build/follow", tree.toString(), page.toString());
        assertThat(ended.status()).as(ended.output()).isZero();
        List<Guide.Block> blocks = Guide.blocks(page, "sh");
        String[] outputs = ended.output().split("(?m)^# \\d+ s$", -1);
        assertThat(blocks).hasSizeGreaterThan(5);
        assertThat(outputs).hasSize(blocks.size() + 1);
        for (int i = 0; i < blocks.size(); i++) {
            blocks.get(i).assertShown(outputs[i]);
        }
        assertThat(outputs[blocks.size() - 1]).contains("uid: alice", "memberUid: alice");
    }

    @Test
    void theDebianPackageIsInstalledRunUpgradedAndPurged() throws Exception {
        Path tree = minimalDebian("debian-package");
        Files.copy(made("rollcall_.*\\.deb"), tree.resolve("tmp/rollcall.deb"));

        assertThat(output(tree, "dpkg", "-i", "/tmp/rollcall.deb")).contains("systemctl enable --now rollcall");
        assertThat(output(tree, "getent", "passwd", "rollcall")).contains(":/var/lib/rollcall:/usr/sbin/nologin");
        assertThat(output(
                        tree, "stat", "-c", "%U:%G %a", "/var/lib/rollcall", "/etc/rollcall", "/etc/rollcall/secrets"))
                .isEqualTo("rollcall:rollcall 700\nroot:rollcall 750\nroot:rollcall 750\n");
        assertThat(output(tree, "stat", "-c", "%U:%G %a", "/etc/rollcall/rollcall.yaml"))
                .isEqualTo("root:rollcall 640\n");
        assertThat(output(tree, "rollcall", "--version")).startsWith("rollcall ");
        assertThat(tree.resolve("usr/lib/systemd/system/rollcall.service")).exists();
        assertThat(tree.resolve("usr/share/man/man1/rollcall.1.gz")).exists();
        // Nothing of it belongs to, or may be written by, anybody but root.
        assertThat(output(
                        tree,
                        "find",
                        "/usr/lib/rollcall",
                        "-not",
                        "-type",
                        "l",
                        "-perm",
                        "/022",
                        "-o",
                        "-not",
                        "-user",
                        "root"))
                .isEmpty();

        Path configuration = tree.resolve("etc/rollcall/rollcall.yaml");
        Programs.Ended fresh = inside(tree, "rollcall", "serve", "--config", "/etc/rollcall/rollcall.yaml");
        assertThat(fresh.status()).as(fresh.output()).isEqualTo(2);
        assertThat(fresh.output()).contains("clusters");
        Files.writeString(configuration, CONFIGURATION.formatted("/var/lib/rollcall"));
        Files.writeString(tree.resolve("etc/rollcall/iam.yaml"), IAM);
        output(tree, "chown", "root:rollcall", "/etc/rollcall/iam.yaml");
        output(tree, "chmod", "0640", "/etc/rollcall/iam.yaml");
        Path ready = tree.resolve("var/lib/rollcall/ready.json");
        List<String> rollcall = as("rollcall:rollcall", tree);
        rollcall.add("/usr/bin/rollcall");
        List<String> serve = new ArrayList<>(rollcall);
        serve.addAll(List.of(
                "serve", "--config", "/etc/rollcall/rollcall.yaml", "--ready-file", "/var/lib/rollcall/ready.json"));
        try (Served served = Served.start(ready, folder.resolve("deb.log"), serve)) {
            use("deb", served, rollcall);
            assertThat(inside(
                                    tree,
                                    "rollcall",
                                    "health",
                                    "--url",
                                    served.facts().path("management_url").asText() + "/ready")
                            .status())
                    .isZero();
            assertThat(served.stop()).isEqualTo(143);
        }

        output(tree, "dpkg", "-i", "/tmp/rollcall.deb");
        assertThat(read(configuration)).contains("c1");
        assertThat(output(tree, "stat", "-c", "%U:%G %a", "/etc/rollcall/rollcall.yaml"))
                .isEqualTo("root:rollcall 640\n");
        output(tree, "dpkg", "--purge", "rollcall");
        assertThat(tree.resolve("var/lib/rollcall")).doesNotExist();
        assertThat(tree.resolve("usr/lib/rollcall")).doesNotExist();
        // What the administrator wrote is the administrator's.
        assertThat(tree.resolve("etc/rollcall/iam.yaml")).exists();
        assertThat(configuration).doesNotExist();
    }

    private static String sha256(Path file) {
        return Programs.output("sha256sum", file.toString()).split(" ")[0];
    }

    @Test
    void theImageRunsWithoutRootOnAFileSystemThatItMayNotWriteTo() throws Exception {
        Path image = Files.createDirectories(folder.resolve("image"));
        Programs.output("tar", "-xf", made("rollcall-.*\\.oci\\.tar").toString(), "-C", image.toString());
        JsonNode index = JSON.readTree(image.resolve("index.json").toFile());
        JsonNode manifest = blob(image, index.path("manifests").path(0));
        JsonNode config = blob(image, manifest.path("config"));
        assertThat(config.path("config").path("User").asText()).isEqualTo("10001:10001");
        // Docker's own list says the same.
        JsonNode docker = JSON.readTree(image.resolve("manifest.json").toFile()).path(0);
        assertThat("sha256:" + docker.path("Config").asText().replace("blobs/sha256/", ""))
                .isEqualTo(manifest.path("config").path("digest").asText());

        assumeRootOfItsOwn();
        Path root = Files.createDirectories(folder.resolve("root"));
        for (int i = 0; i < manifest.path("layers").size(); i++) {
            JsonNode layer = manifest.path("layers").path(i);
            Path blob = verified(image, layer);
            assertThat("sha256:"
                            + Programs.output("sh", "-c", "gzip -dc '" + blob + "' | sha256sum")
                                    .split(" ")[0])
                    .isEqualTo(config.path("rootfs").path("diff_ids").path(i).asText());
            Programs.output("tar", "-xpzf", blob.toString(), "-C", root.toString(), "--numeric-owner");
        }
        assertThat(root.resolve("bin/sh")).doesNotExist();
        Path etc = Files.createDirectories(folder.resolve("config"));
        Files.writeString(etc.resolve("rollcall.yaml"), CONFIGURATION.formatted("/var/lib/rollcall"));
        Files.writeString(etc.resolve("iam.yaml"), IAM);
        Programs.output("chown", "-R", "10001:10001", etc.toString());
        Programs.output("chmod", "-R", "u=rwX,go=", etc.toString());
        Path data = Files.createDirectories(folder.resolve("volume"));
        Programs.output("chown", "10001:10001", data.toString());

        List<String> command = container(root, etc, data);
        config.path("config").path("Entrypoint").forEach(word -> command.add(word.asText()));
        config.path("config").path("Cmd").forEach(word -> command.add(word.asText()));
        command.addAll(List.of("--ready-file", "/var/lib/rollcall/ready.json"));
        try (Served served = Served.start(data.resolve("ready.json"), folder.resolve("image.log"), command)) {
            List<String> client = as("10001:10001", root);
            config.path("config").path("Entrypoint").forEach(word -> client.add(word.asText()));
            use("image", served, client);

            List<String> health = as("10001:10001", root);
            JsonNode test = config.path("config").path("Healthcheck").path("Test");
            assertThat(test.path(0).asText()).isEqualTo("CMD");
            test.forEach(word -> health.add(word.asText()));
            health.remove("CMD");
            health.addAll(List.of("--url", served.facts().path("management_url").asText() + "/ready"));
            Programs.Ended healthy = Programs.run("", Map.of(), health);
            assertThat(healthy.status()).as(healthy.output()).isZero();
            assertThat(served.stop()).isEqualTo(143);
            assertThat(read(served.log())).doesNotContain("Read-only file system");
        }
    }

    /// A root that is read-only, with a configuration and a volume.
    private static List<String> container(Path root, Path etc, Path data) {
        return new ArrayList<>(List.of(
                "unshare", "-m", "sh", "-c", """
                root=$1; etc=$2; data=$3; shift 3
                mount --bind "$root" "$root" && mount -o remount,bind,ro "$root" && mount -t proc proc "$root/proc" \\
                  && mount --bind "$etc" "$root/etc/rollcall" && mount -o remount,bind,ro "$root/etc/rollcall" \\
                  && mount --bind "$data" "$root/var/lib/rollcall" && cd / \\
                  && exec chroot --userspec=10001:10001 "$root" "$@"
                """, "container", root.toString(), etc.toString(), data.toString()));
    }

    private static Path verified(Path image, JsonNode descriptor) {
        String digest = descriptor.path("digest").asText();
        Path blob = image.resolve("blobs/sha256").resolve(digest.replace("sha256:", ""));
        assertThat("sha256:" + sha256(blob)).isEqualTo(digest);
        assertThat(blob).hasSize(descriptor.path("size").asLong());
        return blob;
    }

    private static JsonNode blob(Path image, JsonNode descriptor) throws IOException {
        return JSON.readTree(verified(image, descriptor).toFile());
    }
}
