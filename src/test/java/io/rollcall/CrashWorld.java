package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.api.ApiClient;
import io.rollcall.api.Reply;
import io.rollcall.manager.LdapProxy;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A server with one cluster of many people, that can be killed and started again, and a directory that one
/// can look into at any time.
final class CrashWorld implements AutoCloseable {
    /// What the cluster's Manager runs on.
    enum Directory {
        EMBEDDED,
        SLAPD
    }

    private static final String PROJECT = "p1";
    private static final String BASE = "dc=hadoop,dc=com";
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final List<String> POLICIES = List.of(
            "MRS FullAccess", "MRS ReadOnlyAccess", "MRS CommonOperations", "Tenant Administrator", "own-policy");

    private final Path folder;
    private final int groups;
    private final @Nullable Slapd slapd;
    private final @Nullable LdapProxy proxy;
    private final URI url;
    private final String bindDn;
    private final String password;
    private @Nullable RollcallProcess process;
    private @Nullable LDAPConnection connection;

    CrashWorld(Path folder, Directory directory, int users, int groups) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.groups = groups;
        Files.writeString(folder.resolve("iam.yaml"), iam(users, groups));
        if (directory == Directory.SLAPD) {
            slapd = Slapd.start(GroupLayout.RFC2307BIS);
            fill(slapd);
            proxy = new LdapProxy(slapd.url());
            url = slapd.url();
            bindDn = Slapd.SERVICE_DN;
            password = Slapd.PASSWORD;
        } else {
            slapd = null;
            proxy = null;
            url = URI.create("ldap://127.0.0.1:" + Programs.freePort());
            bindDn = "cn=root," + BASE;
            password = "a-test-password";
        }
        Files.writeString(folder.resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                data: data
                iam: {file: iam.yaml}
                clusters:
                  - id: c1
                    name: one
                    project: p1
                    manager:
                      %s
                limits: {requests_per_second: 100000, burst: 100000}
                # What a comparison found counts for three of them.
                drift_interval: 10s
                takeover_after: 3s
                """.formatted(
                        slapd == null
                                ? "embedded: {port: %d, bind_password: %s}".formatted(url.getPort(), password)
                                : "ldap: {servers: [\"%s\"], base_dn: \"%s\", bind_dn: \"%s\", bind_password: %s}"
                                        .formatted(Objects.requireNonNull(proxy).url(), BASE, bindDn, password)));
    }

    private static String iam(int users, int groups) {
        Random random = new Random(5);
        List<List<String>> members = IntStream.range(0, groups)
                .mapToObj(g -> (List<String>) new ArrayList<String>())
                .toList();
        StringBuilder text = new StringBuilder("""
                domain: {id: d1, name: acme}
                projects: [{id: p1, name: region-1}]
                policies:
                  - {name: own-policy, document: {Version: "1.1", Statement: [{Effect: Allow, Action: ["mrs:job:*"]}]}}
                access_keys: [{access: AK1, secret: SK1, user: user0000}]
                users:
                """);
        for (int i = 0; i < users; i++) {
            String name = "user%04d".formatted(i);
            text.append("  - {id: u-%d, name: %s, enabled: true, description: d%d}\n".formatted(i, name, i));
            TreeSet<Integer> of = new TreeSet<>(List.of(i % groups));
            for (int more = random.nextInt(3); more > 0; more--) {
                of.add(random.nextInt(groups));
            }
            of.forEach(g -> members.get(g).add(name));
        }
        text.append("groups:\n");
        for (int g = 0; g < groups; g++) {
            text.append("  - {id: g-%d, name: %s, members: %s, grants: [{policy: %s, on: domain}]}\n"
                    .formatted(g, groupName(g), members.get(g), POLICIES.get(g % POLICIES.size())));
        }
        return text.toString();
    }

    static String groupName(int number) {
        return "group%02d".formatted(number);
    }

    /// Puts the roles and groups of a Manager into an empty directory.
    static void fill(Slapd slapd) throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            ManagerEntries.fill(admin, Slapd.BASE);
        }
    }

    /// Starts the server; it may work before it answers requests about its state.
    RollcallProcess start() {
        RollcallProcess started = RollcallProcess.serve(folder);
        process = started;
        return started;
    }

    /// The same, with the data folder on a small disk.
    RollcallProcess start(SmallDisk disk) {
        RollcallProcess started = RollcallProcess.serve(folder, disk);
        process = started;
        return started;
    }

    /// Where the embedded database is.
    Path data() {
        return folder.resolve("data");
    }

    RollcallProcess process() {
        return Objects.requireNonNull(process);
    }

    private ApiClient client() {
        return process().awaitReady().client("AK1", "SK1");
    }

    /// Asks for a full synchronization.
    void synchronize() {
        accepted(trySynchronize());
    }

    /// The same, for any answer.
    Reply trySynchronize() {
        return client().post(path("/iam-sync-user"), "{\"is_all_sync\": true}");
    }

    /// Cancels all groups by name.
    void cancelAll() {
        String names = IntStream.range(0, groups)
                .mapToObj(g -> "\"" + groupName(g) + "\"")
                .collect(Collectors.joining(", "));
        accepted(client().delete(path("/iam-sync-user"), "{\"group_names\": [" + names + "]}"));
    }

    private static void accepted(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
    }

    void awaitIdle() {
        Waiting.until(
                "nothing runs any more",
                TIMEOUT,
                () -> !get("/iam-sync").path("is_synchronizing").asBoolean());
    }

    JsonNode get(String tail) {
        Reply reply = client().get(path(tail));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private static String path(String tail) {
        return "/v2/" + PROJECT + "/clusters/c1" + tail;
    }

    /// The rows of an operation, each as `kind action name`, with what became of it.
    SortedMap<String, String> results(JsonNode operation) {
        SortedMap<String, String> rows = new TreeMap<>();
        String tail = "/iam-sync/operations/" + operation.path("operation_id").asText() + "/results?limit=1000";
        String marker = "";
        while (true) {
            JsonNode page = get(tail + marker);
            for (JsonNode row : page.path("results")) {
                String name = row.path("stage").asText() + " "
                        + row.path("kind").asText() + " " + row.path("action").asText() + " "
                        + row.path("name").asText();
                assertThat(rows.put(name, row.path("outcome").asText()))
                        .as(name)
                        .isNull();
            }
            if (page.path("next_marker").isMissingNode()) {
                return rows;
            }
            marker = "&marker=" + page.path("next_marker").asText();
        }
    }

    /// Every entry of the directory.
    SortedMap<String, SortedMap<String, List<String>>> dump() throws LDAPException {
        return ManagerEntries.dump(connection(), BASE);
    }

    /// Whether the directory has that entry, or an attribute of it; false while the directory is down.
    boolean has(String rdn, String attribute) {
        try {
            Entry entry = connection().getEntry(rdn + "," + BASE, attribute);
            return entry != null && (attribute.equals("1.1") || entry.hasAttribute(attribute));
        } catch (LDAPException e) {
            return false;
        }
    }

    /// Has something happen right before an account gets into the directory, which has to be an OpenLDAP: the
    /// request waits for it, so the run is in its middle then.
    void beforeAccount(String user, Runnable event) {
        String dn = "uid=" + user + ",ou=Peoples," + BASE;
        Objects.requireNonNull(proxy)
                .before(
                        op -> op instanceof AddRequestProtocolOp add
                                && add.getDN().equalsIgnoreCase(dn),
                        event);
    }

    private LDAPConnection connection() throws LDAPException {
        LDAPConnection open = connection;
        if (open == null || !open.isConnected()) {
            open = new LDAPConnection(url.getHost(), url.getPort(), bindDn, password);
            connection = open;
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
        }
        if (process != null) {
            process.close();
        }
        if (proxy != null) {
            proxy.close();
        }
        if (slapd != null) {
            slapd.close();
        }
    }
}
