package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.api.ApiClient;
import io.rollcall.api.Reply;
import io.rollcall.manager.Slapd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder for `rollcall serve` with one cluster on a real OpenLDAP, whose IAM is a file with one group. The
/// caller is the account itself, and nobody's member.
final class FileIamFixture {
    static final String CLUSTER = "/v2/p1/clusters/c1";
    private final Path folder;
    private final Slapd slapd;

    FileIamFixture(Path folder, Slapd slapd) throws Exception {
        this.folder = folder;
        this.slapd = slapd;
        CrashWorld.fill(slapd);
    }

    /// @param cluster more keys of the cluster
    /// @param manager more keys of its Manager
    void configure(String cluster, String manager) throws IOException {
        Files.writeString(folder.resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                data: data
                iam: {file: iam.yaml}
                release_by_requester: true
                passwords: {allow: reset, resets_per_hour: 100}
                limits: {requests_per_second: 100000, burst: 100000}
                clusters:
                  - id: c1
                    name: one
                    project: p1
                    %s
                    manager:
                      ldap:
                        servers: ["%s"]
                        base_dn: "%s"
                        bind_dn: "%s"
                        bind_password: %s
                        %s
                """.formatted(
                        cluster, slapd.url(), Slapd.BASE, Slapd.SERVICE_DN, Slapd.PASSWORD, manager));
    }

    /// Who is in the IAM from now on, as `id:name`.
    void people(Collection<String> people) throws IOException {
        String users = people.stream()
                .map(person -> person.split(":", -1))
                .map(person -> "  - {id: %s, name: %s, enabled: true}\n".formatted(person[0], person[1]))
                .collect(Collectors.joining());
        String names = people.stream().map(person -> person.split(":", -1)[1]).collect(Collectors.joining(", "));
        Path next = Files.writeString(folder.resolve("iam.next"), """
                domain: {id: d1, name: acme}
                projects: [{id: p1, name: region-1}]
                access_keys: [{access: AK1, secret: SK1, user: root}]
                tokens: [{token: a-token-of-the-owner, user: root, project: p1}]
                groups: [{id: g-1, name: crowd, members: [%s], grants: [{policy: MRS ReadOnlyAccess, on: domain}]}]
                users:
                  - {id: u-root, name: root, enabled: true, domain_owner: true}
                %s""".formatted(names, users));
        Files.move(next, folder.resolve("iam.yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /// The same while the server runs: returns when it has noticed.
    void people(Collection<String> people, RollcallProcess server) throws IOException {
        long before = reads(server);
        people(people);
        Waiting.until("the IAM's file is read again", Duration.ofMinutes(1), () -> {
            server.client("AK1", "SK1").get(CLUSTER + "/iam-sync");
            return reads(server) > before;
        });
    }

    private static long reads(RollcallProcess server) {
        return Stream.concat(server.out().lines(), server.err().lines())
                .filter(line -> line.contains("IAM file is read"))
                .count();
    }

    /// Asks for a full synchronization and waits for its end, or for a person's word.
    JsonNode sync(ApiClient client) {
        return after(client, client.post(CLUSTER + "/iam-sync-user", "{\"is_all_sync\":true}"));
    }

    /// Waits for what was accepted.
    JsonNode after(ApiClient client, Reply accepted) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        Waiting.until(
                "nothing is synchronizing",
                Duration.ofMinutes(1),
                () -> client.get(CLUSTER + "/iam-sync").body().contains("false"));
        return client.get(accepted.header("location")).json();
    }

    /// What `ldapsearch` prints of everything, operational attributes included.
    String ldapsearch() {
        return ManagerView.ldapsearch(slapd.url().toString(), Slapd.ADMIN_DN, Slapd.PASSWORD);
    }

    /// Whether somebody can bind with a password, by `ldapwhoami`.
    boolean binds(String name, String password) {
        Programs.Ended ended = Programs.run(
                "ldapwhoami",
                "-x",
                "-H",
                slapd.url().toString(),
                "-D",
                "uid=" + name + ",ou=Peoples," + Slapd.BASE,
                "-w",
                password);
        assertThat(ended.output()).contains(ended.status() == 0 ? "dn:uid=" + name : "Invalid credentials (49)");
        return ended.status() == 0;
    }
}
