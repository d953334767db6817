package io.rollcall.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rollcall.access.Access;
import io.rollcall.access.Grants;
import io.rollcall.access.Subject;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.database.PostgresSettings;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Problem;
import io.rollcall.iam.keystone.KeystoneSettings;
import io.rollcall.manager.connection.LdapLogin;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.connection.Timeouts;
import io.rollcall.manager.layout.EntryLayout;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.manager.process.NodeCommand;
import io.rollcall.monitoring.Webhook;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.Schedule;
import io.rollcall.policy.Action;
import io.rollcall.signature.SignatureRules;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.rules.NumberRange;
import io.rollcall.tls.ServerFiles;
import io.rollcall.tracing.TracingSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static final String LEAST = """
            iam: {file: iam.yaml}
            clusters:
              - {id: c1, name: one, project: p1, manager: {embedded: {bind_password: "${PASSWORD}"}}}
            """;

    @TempDir
    Path folder;

    @Test
    void aSharedDatabaseIsToldAndItsPasswordIsASecret() throws Exception {
        Configuration configuration = load("""
                iam: {file: iam.yaml}
                database: {url: "postgresql://a:5432,b:5432/rollcall?sslmode=verify-full", user: me, password: "${PASSWORD}"}
                takeover_after: 20s
                stall_limit: 1h
                concurrent_operations: 3
                clusters:
                  - id: c1
                    name: one
                    project: p1
                    manager: {ldap: {servers: [ldaps://h], bind_dn: cn=r, bind_password: x}}
                """, Map.of("PASSWORD", "p@ss/word"));

        assertThat(configuration.database())
                .contains(new PostgresSettings(
                        "postgresql://a:5432,b:5432/rollcall?sslmode=verify-full", "me", Secret.of("p@ss/word")));
        assertThat(configuration.database().toString()).doesNotContain("p@ss");
        assertThat(configuration.operations())
                .isEqualTo(Operations.Settings.DEFAULT
                        .withConcurrent(3)
                        .withLease(Duration.ofSeconds(20))
                        .withStallLimit(Duration.ofHours(1)));
    }

    @Test
    void anEmbeddedDirectoryIsNotForASharedDatabase() throws Exception {
        assertThat(problems(LEAST + "database: {url: postgresql://localhost/rollcall}\n", Map.of("PASSWORD", "p")))
                .singleElement()
                .asString()
                .contains("database", "is shared by several replicas");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/rollcall",
                "postgresql://db",
                "postgresql:///rollcall",
                "postgresql://me:pw@db/r"
            })
    void whatIsNoAddressOfADatabaseIsSaid(String url) throws Exception {
        assertThat(problems("""
                iam: {file: iam.yaml}
                database: {url: "%s"}
                clusters:
                  - id: c1
                    name: one
                    project: p1
                    manager: {ldap: {servers: [ldaps://h], bind_dn: cn=r, bind_password: x}}
                """.formatted(url), Map.of()))
                .singleElement()
                .asString()
                .contains("database.url", "must");
    }

    @Test
    void aDirectoryOfAnotherKindAndACertificateInsteadOfAPasswordAreTold() throws Exception {
        Configuration configuration = load("""
                iam: {file: iam.yaml}
                clusters:
                  - id: c1
                    name: one
                    project: p1
                    manager:
                      ldap:
                        servers: [ldaps://h]
                        client_certificate: own.pem
                        client_key: own-key.pem
                        groups: rfc2307
                        user_classes: [account, posixAccount]
                        home: /srv/home/{name}
                        connect_timeout: 2s
                        request_timeout: 3s
                        retry_for: 4s
                        shell: /bin/sh
                """, Map.of());

        assertThat(configuration.clusters().getFirst().manager())
                .isEqualTo(new ManagerSettings.Ldap(
                        new LdapSettings(
                                List.of(URI.create("ldaps://h")),
                                ManagerSettings.BASE_DN,
                                new LdapLogin.Certificate(folder.resolve("own.pem"), folder.resolve("own-key.pem")),
                                false,
                                null,
                                new EntryLayout(
                                        GroupLayout.RFC2307,
                                        List.of("account", "posixAccount"),
                                        List.of("posixGroup"),
                                        "/srv/home/{name}",
                                        "/bin/sh"),
                                new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4))),
                        null));
        assertThat(problems("""
                iam: {file: i}
                clusters:
                  - id: c1
                    name: one
                    project: p1
                    manager:
                      ldap:
                        servers: [ldap://localhost]
                        client_certificate: own.pem
                        bind_dn: cn=a
                        home: /home
                """, Map.of()))
                .extracting(Problem::place)
                .containsExactlyInAnyOrder(
                        "clusters[0].manager.ldap.client_key",
                        "clusters[0].manager.ldap.bind_dn",
                        "clusters[0].manager.ldap.groups",
                        "clusters[0].manager.ldap.client_certificate");
    }

    @Test
    void aReceiverOfNotificationsNeedsEncryptionAndALongSecret() throws IOException {
        assertThat(problems(LEAST + """
                webhooks:
                  - {url: "http://hooks.example.com/", secret: "0123456789abcdef"}
                  - {url: "http://127.0.0.1:9000/", secret: short}
                  - {url: "ftp://hooks.example.com/", secret: "0123456789abcdef"}
                  - {url: "https://hooks.example.com/", secret: "0123456789abcdef", events: [hold]}
                """, Map.of("PASSWORD", "p")))
                .extracting(Problem::place)
                .containsExactlyInAnyOrder(
                        "webhooks[0].url", "webhooks[1].secret", "webhooks[2].url", "webhooks[3].events[0]");
    }

    @Test
    void tracesAreOffWithoutAnEndpointAndWhollyThereWithOne() throws Exception {
        assertThat(load(LEAST, Map.of("PASSWORD", "p")).tracing()).isEmpty();
        assertThat(load(LEAST + "tracing: {ratio: 0.1}\n", Map.of("PASSWORD", "p"))
                        .tracing())
                .isEmpty();
        TracingSettings least = load(
                        LEAST + "tracing: {endpoint: \"http://127.0.0.1:4318\"}\n", Map.of("PASSWORD", "p"))
                .tracing()
                .orElseThrow();
        assertThat(least)
                .isEqualTo(new TracingSettings(URI.create("http://127.0.0.1:4318"), 1, "rollcall", Map.of(), null));
        assertThat(least.url()).isEqualTo("http://127.0.0.1:4318/v1/traces");
        Configuration all = load(LEAST + """
                tracing:
                  endpoint: http://collector.example.com/otlp/
                  insecure: true
                  ratio: .25
                  service_name: rollcall-west
                  headers: {x-api-key: "${KEY}"}
                  ca_file: ca.pem
                """, Map.of("PASSWORD", "p", "KEY", "secret of the collector"));
        TracingSettings settings = all.tracing().orElseThrow();
        assertThat(settings.url()).isEqualTo("http://collector.example.com/otlp/v1/traces");
        assertThat(settings.ratio()).isEqualTo(0.25);
        assertThat(settings.serviceName()).isEqualTo("rollcall-west");
        assertThat(settings.caFile()).isEqualTo(folder.resolve("ca.pem"));
        assertThat(settings.headers())
                .hasEntrySatisfying("x-api-key", key -> assertThat(key.reveal()).isEqualTo("secret of the collector"));
        assertThat(settings.toString()).doesNotContain("secret of the collector");
        assertThat(ClearText.of(all)).containsExactly("the traces to collector.example.com");
    }

    @Test
    void whatIsWrongWithTracesIsSaidAtItsPlace() throws IOException {
        assertThat(problems(LEAST + """
                tracing:
                  endpoint: http://collector.example.com:4318
                  ratio: 1.5
                  service_name: "a\\tb"
                  headers: {Host: "${KEY}", "two words": "${KEY}", authorization: file:missing}
                  protocol: grpc
                """, Map.of("PASSWORD", "p", "KEY", "k")))
                .extracting(Problem::place)
                .containsExactlyInAnyOrder(
                        "tracing.endpoint",
                        "tracing.ratio",
                        "tracing.service_name",
                        "tracing.headers.Host",
                        "tracing.headers.two words",
                        "tracing.headers.authorization",
                        "tracing.protocol");
        for (String ratio : List.of("NaN", "-1", "1e-3", "0x1p-3", "half", "2", "1.000000001")) {
            assertThat(problems(
                            LEAST + "tracing: {endpoint: \"https://c.example.com\", ratio: \"" + ratio + "\"}\n",
                            Map.of("PASSWORD", "p")))
                    .as(ratio)
                    .extracting(Problem::place)
                    .containsExactly("tracing.ratio");
        }
        for (String url : List.of(
                "127.0.0.1:4318",
                "grpc://127.0.0.1:4317",
                "https://user:password@c.example.com",
                "https://c.example.com/?key=k")) {
            assertThat(problems(LEAST + "tracing: {endpoint: \"" + url + "\"}\n", Map.of("PASSWORD", "p")))
                    .as(url)
                    .extracting(Problem::place)
                    .containsExactly("tracing.endpoint");
        }
    }

    @Test
    void theSampleIsCompleteAndItsValuesAreTheDefaults() throws Exception {
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/ldap-password"), "from a file\n");
        Files.writeString(folder.resolve("secrets/webhook"), "sixteen characters\n");
        String sample = Files.readString(Path.of("config/rollcall.sample.yaml"));

        Configuration all = load(sample, Map.of("ROLLCALL_EMBEDDED_PASSWORD", "from the environment"));
        Configuration least = load(LEAST, Map.of("PASSWORD", "p"));

        assertThat(all.listen()).isEqualTo(least.listen()).isEqualTo(new ListenAddress("127.0.0.1", 8470));
        assertThat(all.serving()).isEqualTo(least.serving());
        assertThat(all.data()).isEqualTo(least.data()).isEqualTo(folder.resolve("data"));
        assertThat(all.iam()).isEqualTo(least.iam());
        assertThat(all.iam().source()).isEqualTo(new IamSettings.InFile(folder.resolve("iam.yaml")));
        assertThat(all.limits()).isEqualTo(least.limits());
        assertThat(least.access()).isEqualTo(Access.DEFAULT);
        assertThat(all.access().withGrants(Grants.NONE)).isEqualTo(Access.DEFAULT);
        assertThat(all.access().grants().all())
                .containsExactly(new Grants.Grant(
                        Set.of(
                                new Subject.GroupNamed(new GroupName("cluster-operators")),
                                new Subject.UserWithId(new IamId("5f0c9a1e7b3d4c6a8e2f1b0d9c8e7a60"))),
                        Set.of(Action.RELEASE, Action.DISCARD, Action.READ_AUDIT),
                        Optional.of(Set.of(first(all).cluster().id()))));
        assertThat(all.operations()).isEqualTo(least.operations()).isEqualTo(Operations.Settings.DEFAULT);
        assertThat(all.log()).isEqualTo(least.log());
        assertThat(least.webhooks()).isEmpty();
        assertThat(all.tracing()).isEqualTo(least.tracing()).isEmpty();
        assertThat(all.webhooks()).singleElement().satisfies(webhook -> {
            assertThat(webhook.url()).isEqualTo(URI.create("https://hooks.example.com/rollcall"));
            assertThat(webhook.events()).containsExactlyInAnyOrder(Webhook.Event.values());
            assertThat(webhook.secret().reveal()).isEqualTo("sixteen characters");
        });

        ClusterSettings first = all.clusters().getFirst();
        assertThat(first.names()).isEqualTo(NameRules.documented());
        assertThat(first.guard()).isEqualTo(GuardLimits.DECIDED);
        assertThat(first.afterSync())
                .contains(
                        new NodeCommand(List.of("/usr/local/sbin/refresh-nodes", "analytics"), Duration.ofSeconds(30)));
        assertThat(first.schedule())
                .contains(new Schedule("0 3 * * MON-FRI", ZoneId.of("Europe/Berlin"), Duration.ofMinutes(5)));
        assertThat(least.clusters().getFirst().schedule()).isEmpty();
        assertThat(first.entitlements()).isEqualTo(Entitlements.documented());
        assertThat(first.manager()).isInstanceOfSatisfying(ManagerSettings.Embedded.class, embedded -> {
            assertThat(embedded.port()).isEqualTo(8489);
            assertThat(embedded.bindPassword().reveal()).isEqualTo("from the environment");
            assertThat(least.clusters().getFirst().manager())
                    .isEqualTo(new ManagerSettings.Embedded(
                            0, embedded.baseDn(), embedded.bindDn(), io.rollcall.cluster.Secret.of("p")));
        });
        ClusterSettings second = all.clusters().getLast();
        assertThat(second.entitlements()).isEqualTo(Entitlements.documented());
        assertThat(second.manager()).isInstanceOfSatisfying(ManagerSettings.Ldap.class, manager -> {
            LdapSettings ldap = manager.settings();
            assertThat(ldap.servers())
                    .containsExactly(
                            URI.create("ldap://ldap-1.example.com:389"), URI.create("ldap://ldap-2.example.com:389"));
            assertThat(ldap.login())
                    .isInstanceOfSatisfying(
                            LdapLogin.Password.class,
                            login -> assertThat(login.password().reveal()).isEqualTo("from a file"));
            assertThat(ldap.startTls()).isTrue();
            assertThat(ldap.caFile()).isEqualTo(folder.resolve("secrets/ldap-ca.pem"));
            assertThat(ldap.layout()).isEqualTo(EntryLayout.of(GroupLayout.RFC2307BIS));
            assertThat(ldap.timeouts()).isEqualTo(Timeouts.NEARBY);
            assertThat(manager.kerberos())
                    .isEqualTo(new ManagerSettings.Kerberos(
                            "HADOOP.COM",
                            folder.resolve("krb5.conf"),
                            "rollcall/admin",
                            folder.resolve("secrets/rollcall.keytab"),
                            Path.of("/usr/bin/kadmin")));
        });
        assertThat(all.toString()).doesNotContain("from a file", "from the environment");
    }

    private static ClusterSettings first(Configuration configuration) {
        return configuration.clusters().getFirst();
    }

    @Test
    void whoMayDoWhatCanBeSaid() throws Exception {
        Access access = load(
                        LEAST.replace("iam.yaml}", "iam.yaml, authorization: identity-policy-based}") + """
                        passwords: {allow: reset, resets_per_hour: 1}
                        release_by_requester: true
                        grants:
                          - {users: [alice], groups: [ops], policies: [MRS FullAccess], actions: [MRS:cluster:AUDITsync]}
                        """,
                        Map.of("PASSWORD", "p"))
                .access();
        assertThat(access.identityPolicies()).isTrue();
        assertThat(access.releaseByRequester()).isTrue();
        assertThat(access.passwords()).isEqualTo(Access.PasswordUse.RESET);
        assertThat(access.resetsPerHour()).isEqualTo(1);
        assertThat(access.grants().all())
                .containsExactly(new Grants.Grant(
                        Set.of(
                                new Subject.UserNamed(new UserName("alice")),
                                new Subject.GroupNamed(new GroupName("ops")),
                                new Subject.PolicyNamed("MRS FullAccess")),
                        Set.of(Action.READ_AUDIT),
                        Optional.empty()));
    }

    @Test
    void everyMistakeInGrantsIsSaidAtOnce() throws Exception {
        assertThat(problems(LEAST + """
                        passwords: {allow: everything, resets_per_hour: 0}
                        release_by_requester: perhaps
                        grants:
                          - {actions: [mrs:cluster:releaseSink, "*"], clusters: [c2]}
                          - {users: [alice], group: [ops]}
                        """, Map.of("PASSWORD", "p")))
                .extracting(Problem::place)
                .containsExactlyInAnyOrder(
                        "passwords.allow",
                        "passwords.resets_per_hour",
                        "release_by_requester",
                        "grants[0].users",
                        "grants[0].actions[0]",
                        "grants[0].actions[1]",
                        "grants[0].clusters[0]",
                        "grants[1].actions",
                        "grants[1].group");
    }

    @Test
    void anIamOverHttpIsReachedWithOneKindOfCredentials() throws Exception {
        Files.writeString(folder.resolve("key"), "sk\n");
        assertThat(overHttp("""
                huawei: {url: https://iam.example.com, account: a1, access_key: {access: AK, secret: "file:key"}}
                """))
                .isEqualTo(new KeystoneSettings(
                        KeystoneSettings.Kind.HUAWEI,
                        URI.create("https://iam.example.com"),
                        new KeystoneSettings.Credentials.SigningKey("AK", io.rollcall.cluster.Secret.of("sk")),
                        "a1",
                        null,
                        Map.of(),
                        KeystoneSettings.Limits.DEFAULT));
        assertThat(overHttp("""
                keystone: {url: "https://host:5000/v3", domain: default, roles: {ops: MRS FullAccess, dev: custom},
                  application_credential: {id: i, secret: s}, ca_file: ca.pem, request_timeout: 5s, retry_for: 6s,
                  concurrent_requests: 2}
                """))
                .isEqualTo(new KeystoneSettings(
                        KeystoneSettings.Kind.KEYSTONE,
                        URI.create("https://host:5000/v3"),
                        new KeystoneSettings.Credentials.ApplicationCredential("i", io.rollcall.cluster.Secret.of("s")),
                        "default",
                        folder.resolve("ca.pem"),
                        Map.of("ops", "MRS FullAccess", "dev", "custom"),
                        new KeystoneSettings.Limits(Duration.ofSeconds(5), Duration.ofSeconds(6), 2)));

        assertThat(problems(LEAST.replace("file: iam.yaml", """
                        file: iam.yaml, keystone: {url: "ftp://host", domain: d, token: t, password: {user: u},
                          roles: {ops: MRS FullAcces}}, huawei: {url: "http://user@host"}"""), Map.of("PASSWORD", "p")))
                .extracting(Problem::place)
                .containsExactlyInAnyOrder(
                        "iam.file",
                        "iam.keystone.url",
                        "iam.keystone.password",
                        "iam.keystone.password.user_domain",
                        "iam.keystone.password.password",
                        "iam.keystone.roles.ops",
                        "iam.huawei.url",
                        "iam.huawei.account",
                        "iam.huawei.password");
    }

    @Test
    void aScheduleThatMakesNoSenseIsAMistake() throws Exception {
        String clusters = """
                iam: {file: i}
                clusters:
                  - {id: c1, name: one, project: p1, manager: {embedded: {bind_password: p}}, schedule: {cron: daily}}
                  - {id: c2, name: two, project: p1, manager: {embedded: {bind_password: p}},
                     schedule: {zone: Berlin, jitter: 2d}}
                  - {id: c3, name: three, project: p1, manager: {embedded: {bind_password: p}},
                     schedule: {cron: 0 0 30 2 *}}
                """;
        assertThat(problems(clusters, Map.of()))
                .extracting(Problem::place)
                .containsExactlyInAnyOrder(
                        "clusters[0].schedule.cron",
                        "clusters[1].schedule.cron",
                        "clusters[1].schedule.zone",
                        "clusters[1].schedule.jitter",
                        "clusters[2].schedule.cron");
        assertThat(problems(clusters, Map.of()))
                .extracting(Problem::text)
                .anyMatch(text -> text.contains("five fields"))
                .anyMatch(text -> text.contains("never comes"));
    }

    @Test
    void theRangeOfPosixNumbersCanBeSaid() throws Exception {
        String more = LEAST.replace("project: p1,", "project: p1, numbers: {first: 900000, last: 999999},");
        String reserved = LEAST.replace("project: p1,", "project: p1, numbers: {first: 60001, last: 65535},");
        Map<String, String> environment = Map.of("PASSWORD", "p");

        assertThat(load(more, environment).clusters().getFirst().numbers())
                .isEqualTo(new NumberRange(900_000, 999_999));
        assertThat(load(LEAST, environment).clusters().getFirst().numbers()).isEqualTo(NumberRange.DECIDED);
        assertThat(problems(reserved, environment))
                .singleElement()
                .satisfies(problem -> assertThat(problem.text()).contains("operating system"));
    }

    private KeystoneSettings overHttp(String source) throws Exception {
        Configuration all = load(LEAST.replace("file: iam.yaml", source.strip()), Map.of("PASSWORD", "p"));
        return ((IamSettings.OverHttp) all.iam().source()).settings();
    }

    @Test
    void allMistakesAreReportedAtOnceWithTheirPlaces() throws IOException {
        Files.writeString(folder.resolve("empty"), "\n");

        List<Problem> problems = problems("""
                listen: 8470
                lsiten: 127.0.0.1:1
                iam: {authorization: role}
                clusters:
                  - {id: c1, name: one, project: p 1, manager: {embedded: {port: 389, bind_password: "${NOT_SET}"}}}
                  - {id: c1, name: two, project: p1, manager: {embedded: {port: 389, bind_password: x}}}
                  - id: c3
                    name: three
                    project: p1
                    manager:
                      ldap: {servers: [http://host], bind_dn: nobody, bind_password: "file:nowhere", start_tls: yes}
                    guard: {removed_percent: 101}
                  - {id: c4, name: four, project: p1, manager: {}}
                  - {id: c5, name: five, project: p1, manager: {embedded: {bind_password: "file:empty"}}}
                limits: {burst: 0}
                drift_interval: 60
                log: {level: inof}
                """, Map.of());

        assertThat(problems.stream().map(Problem::place))
                .containsExactlyInAnyOrder(
                        "listen",
                        "lsiten",
                        "iam.file",
                        "iam.authorization",
                        "clusters[0].project",
                        "clusters[0].manager.embedded.bind_password",
                        "clusters[1].id",
                        "clusters[1].manager.embedded.port",
                        "clusters[2].manager.ldap.servers[0]",
                        "clusters[2].manager.ldap.servers",
                        "clusters[2].manager.ldap.bind_dn",
                        "clusters[2].manager.ldap.bind_password",
                        "clusters[2].manager.ldap.start_tls",
                        "clusters[2].guard.removed_percent",
                        "clusters[3].manager.embedded",
                        "clusters[4].manager.embedded.bind_password",
                        "limits.burst",
                        "drift_interval",
                        "log.level");
        assertThat(problems.toString())
                .contains("did you mean 'listen'?", "did you mean 'info'?", "the environment variable NOT_SET");
    }

    @ParameterizedTest
    @CsvSource({"plain, plain", "${A}, a", "x${A}y${B}z, xaybz", "$$, $", "$${A}, ${A}", "pa$word, pa$word", "a$, a$"})
    void dollarsAreVariablesOnlyWithBraces(String written, String meant) throws Exception {
        Configuration configuration = load(LEAST.replace("${PASSWORD}", written), Map.of("A", "a", "B", "b"));

        assertThat(password(configuration)).isEqualTo(meant);
    }

    @Test
    void aVariableIsNotLookedAtAgain() throws Exception {
        assertThat(password(load(LEAST, Map.of("PASSWORD", "$1${A}\\")))).isEqualTo("$1${A}\\");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${A", "${}", "${A B}", "${UNSET}"})
    void aReferenceToNothingIsAProblem(String written) throws Exception {
        assertThat(problems(LEAST.replace("${PASSWORD}", written), Map.of("A", "a")))
                .extracting(Problem::place)
                .containsExactly("clusters[0].manager.embedded.bind_password");
    }

    @Test
    void overridesTakeThePlaceOfSingleRowsOnly() throws Exception {
        Configuration configuration = load(LEAST.replace("project: p1,", """
                        project: p1,
                            names: {longest_user: 20, reserved_users: [Boss], allowed_users: [Spark, "1001"],
                                    allowed_groups: [admin]},
                            entitlements: {system: {MRS ReadOnlyAccess: {roles: [readers]}}},
                        """), Map.of("PASSWORD", "p"));

        ClusterSettings cluster = configuration.clusters().getFirst();
        assertThat(cluster.names().longestUser()).isEqualTo(20);
        assertThat(cluster.names().shortestUser()).isEqualTo(3);
        assertThat(cluster.names().reservedBy(new UserName("boss"))).isPresent();
        assertThat(cluster.names().reservedBy(new UserName("hdfs"))).isPresent();
        assertThat(cluster.names().reservedBy(new UserName("spark"))).isEmpty();
        assertThat(cluster.names().reservedBy(new UserName("1001"))).isEmpty();
        assertThat(cluster.names().reservedBy(new UserName("1002"))).isPresent();
        assertThat(cluster.names().reservedBy(new UserName("admin"))).isPresent();
        assertThat(cluster.names().reservedBy(new GroupName("Admin"))).isEmpty();
        assertThat(cluster.entitlements().system())
                .hasSameSizeAs(Entitlements.documented().system());
        assertThat(cluster.entitlements().system().get("MRS ReadOnlyAccess"))
                .isEqualTo(Entitlements.entitlement(List.of(), "readers"));
        assertThat(cluster.entitlements().custom().roles()).contains(new RoleName("default"));
        assertThat(cluster.entitlements().custom().managerGroups()).contains(new GroupName("launcher-job"));
    }

    private static void mode(Path file, String mode) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void secretsThatOthersCanReadAreRefusedWithWhatToRunUnlessItIsSaid() throws Exception {
        mode(folder, "rwxr-xr-x");
        Path password = Files.writeString(folder.resolve("password"), "p");
        Path keytab = Files.writeString(folder.resolve("keytab"), "k");
        mode(password, "rw-r--r--");
        mode(keytab, "rw-r--r--");
        String file = """
                %s
                iam: {file: i}
                clusters:
                  - id: c1
                    name: one
                    project: p1
                    manager:
                      ldap:
                        servers: [ldaps://h]
                        bind_dn: cn=a
                        bind_password: file:password
                        kerberos: {realm: R, config_file: k, administrator: a/admin, keytab: keytab}
                """;
        assertThat(problems(file.formatted(""), Map.of()))
                .extracting(Problem::toString)
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).contains("bind_password", "read by others", "chmod 600 " + password),
                        one -> assertThat(one).contains("keytab", "read by others", "chmod 600 " + keytab));
        assertThat(problems(file.formatted("secrets_readable_by_others: true"), Map.of()))
                .isEmpty();
        mode(password, "rw-r--rw-");
        assertThat(problems(file.formatted("secrets_readable_by_others: true"), Map.of()))
                .singleElement()
                .satisfies(one -> assertThat(one.text()).contains("written by others"));
        mode(password, "rw-------");
        mode(keytab, "rw-------");
        assertThat(problems(file.formatted(""), Map.of())).isEmpty();
    }

    @Test
    void aSecretThatStandsInAConfigurationThatOthersCanReadIsRefusedAndAVariableIsNot() throws Exception {
        assertThat(load(LEAST, Map.of("PASSWORD", "p"))).isNotNull();
        mode(folder, "rwxr-xr-x");
        Path file = Files.writeString(folder.resolve("open.yaml"), LEAST.replace("${PASSWORD}", "literal"));
        mode(file, "rw-r--r--");
        assertThat(catchThrowableOfType(DocumentException.class, () -> Configuration.load(file, Map.of()))
                        .problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.text()).contains("chmod 600 " + file).doesNotContain("literal"));
        Files.writeString(file, LEAST);
        assertThat(Configuration.load(file, Map.of("PASSWORD", "p"))).isNotNull();
    }

    @Test
    void aSecretFileThatIsOpenedToOthersLaterIsNotReadAgain() throws Exception {
        mode(folder, "rwxr-xr-x");
        Path password = Files.writeString(folder.resolve("password"), "first");
        mode(password, "rw-------");
        Secret secret = SecretFile.open(password, false);
        Files.writeString(password, "second");
        mode(password, "rw-rw-rw-");
        assertThat(secret.reveal()).isEqualTo("first");
        mode(password, "rw-------");
        assertThat(secret.reveal()).isEqualTo("second");
    }

    private static String remote(String iam, String database, String server, String more) {
        return """
                iam: {%s}
                %s
                clusters:
                  - id: c1
                    name: one
                    project: p1
                    manager: {ldap: {servers: ["%s"], bind_dn: cn=a, bind_password: x%s}}
                """.formatted(iam, database, server, more);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "file: i| |ldap://ldap.example.com|clusters[0].manager.ldap.servers",
                "file: i| |ldap://10.0.0.1:389|clusters[0].manager.ldap.servers",
                "file: i| |ldap://localhost.example.com|clusters[0].manager.ldap.servers",
                "keystone: {url: 'http://iam.example.com', domain: d, token: t}| |ldaps://h|iam.keystone.url",
                "huawei: {url: 'http://iam.example.com', account: d, token: t}| |ldaps://h|iam.huawei.url",
                "file: i|database: {url: 'postgresql://db/r'}|ldaps://h|database.url",
                "file: i|database: {url: 'postgresql://db/r?sslmode=prefer'}|ldaps://h|database.url",
                "file: i|database: {url: 'postgresql://db/r?sslmode=require&sslmode=disable'}|ldaps://h|database.url",
                "file: i|database: {url: 'postgresql://localhost,db/r'}|ldaps://h|database.url",
                "file: i|database: {url: 'postgresql://db/r?xsslmode=require'}|ldaps://h|database.url",
            })
    void nothingGoesInTheClearToAnotherMachineUnlessItIsSaid(
            String iam, @Nullable String database, String server, String place) throws Exception {
        assertThat(problems(remote(iam, database == null ? "" : database, server, ""), Map.of()))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.place()).isEqualTo(place);
                    assertThat(problem.text()).contains("in the clear", "insecure: true");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "file: i| |ldaps://ldap.example.com|",
                "file: i| |ldap://ldap.example.com|, start_tls: true",
                "file: i| |ldap://127.0.0.1:389|",
                "file: i| |ldap://[::1]:389|",
                "file: i| |ldap://LOCALHOST|",
                "keystone: {url: 'https://iam.example.com', domain: d, token: t}| |ldaps://h|",
                "keystone: {url: 'http://127.0.0.1:5000/v3', domain: d, token: t}| |ldaps://h|",
                "file: i|database: {url: 'postgresql://localhost:5432/r'}|ldaps://h|",
                "file: i|database: {url: 'postgresql://[::1]:5432,127.0.0.1/r'}|ldaps://h|",
                "file: i|database: {url: 'postgresql://db/r?sslmode=require'}|ldaps://h|",
                "file: i|database: {url: 'postgresql://db/r?user=a&sslmode=verify-ca'}|ldaps://h|",
                "file: i|database: {url: 'postgresql://db/r?ssl=true'}|ldaps://h|",
            })
    void whatIsEncryptedOrStaysOnThisMachineNeedsNoWord(
            String iam, @Nullable String database, String server, @Nullable String more) throws Exception {
        Configuration configuration =
                load(remote(iam, database == null ? "" : database, server, more == null ? "" : more), Map.of());
        assertThat(ClearText.of(configuration)).isEmpty();
    }

    @Test
    void whatIsTakenInTheClearIsNamedForTheWarningAtEveryStart() throws Exception {
        Configuration configuration = load(
                remote(
                        "keystone: {url: 'http://iam.example.com', domain: d, token: t, insecure: true}",
                        "database: {url: 'postgresql://db/r?password=no', insecure: true}",
                        "ldap://ldap.example.com",
                        ", insecure: true"),
                Map.of());
        assertThat(ClearText.of(configuration))
                .containsExactly(
                        "the IAM http://iam.example.com",
                        "the directory ldap://ldap.example.com of the cluster c1",
                        "the database postgresql://db/r");
    }

    @Test
    void twoClustersDoNotShareADirectory() throws Exception {
        String cluster =
                "  - {id: c%d, name: n, project: p, manager: {ldap: {servers: [%s], bind_dn: cn=a, bind_password: x}}}\n";
        String file = "iam: {file: i}\nclusters:\n" + cluster.formatted(1, "'ldaps://h:636'")
                + cluster.formatted(2, "'LDAPS://H:636'");

        assertThat(problems(file, Map.of()))
                .extracting(Problem::place)
                .containsExactly("clusters[1].manager.ldap.servers");
        assertThat(problems(file.replace("LDAPS://H:636", "ldaps://h2:636"), Map.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0:0, 0.0.0.0, 0", "'[::1]:8470', ::1, 8470", "localhost:65535, localhost, 65535"})
    void addressesAreHostAndPort(String written, String host, int port) throws Exception {
        Configuration configuration =
                load("insecure: true\nlisten: \"" + written + "\"\n" + LEAST, Map.of("PASSWORD", "p"));

        assertThat(configuration.listen()).isEqualTo(new ListenAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", ":80", "a:65536", "::1:80", "http://a:80", "a b:1"})
    void whatIsNoAddressIsRefused(String written) throws Exception {
        assertThat(problems("listen: \"" + written + "\"\n" + LEAST, Map.of("PASSWORD", "p")))
                .extracting(Problem::place)
                .containsExactly("listen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8470", "'[::]:8470'", "192.0.2.1:8470", "no-such-host.invalid:8470"})
    void clearTextBeyondThisMachineIsRefusedUnlessItIsSaid(String address) throws Exception {
        String file = "listen: " + address + "\n" + LEAST;
        assertThat(problems(file, Map.of("PASSWORD", "p")))
                .singleElement()
                .asString()
                .contains("listen: ", "clear text", "'tls'", "insecure: true");
        assertThat(problems("insecure: true\n" + file, Map.of("PASSWORD", "p"))).isEmpty();
        assertThat(problems("tls: {certificate: c.pem, key: k.pem}\n" + file, Map.of("PASSWORD", "p")))
                .isEmpty();
    }

    @Test
    void howTheApiIsServedIsTold() throws Exception {
        ServingSettings serving = load("""
                listen: 0.0.0.0:8470
                tls:
                  certificate: server.pem
                  key: server-key.pem
                  key_password: "${PASSWORD}"
                  client_ca_file: clients.pem
                  client_certificates: optional
                management: {listen: "192.0.2.1:9000"}
                signatures:
                  region: cn-north-4
                  service: mrs
                  hosts: [MRS.example.com, "mrs:8470"]
                  unsigned_bodies: never
                  refuse_replays: true
                limits: {connections: 50, strangers_per_second: 3, strangers_burst: 4}
                """ + LEAST, Map.of("PASSWORD", "p")).serving();

        assertThat(serving.tls())
                .contains(new ServerFiles(
                        folder.resolve("server.pem"),
                        folder.resolve("server-key.pem"),
                        Secret.of("p"),
                        folder.resolve("clients.pem"),
                        false));
        assertThat(serving.management()).isEqualTo(new ListenAddress("192.0.2.1", 9000));
        assertThat(serving.signatures())
                .isEqualTo(new SignatureRules(
                        "cn-north-4",
                        "mrs",
                        List.of("mrs.example.com", "mrs:8470"),
                        SignatureRules.UnsignedBodies.NEVER,
                        true));
    }

    @Test
    void whatIsWrongWithHowTheApiIsServedIsNamed() throws Exception {
        assertThat(problems("""
                tls: {certificate: server.pem, client_certificates: required}
                management: {}
                signatures: {region: a/b, service: a b, unsigned_bodies: sometimes}
                """ + LEAST, Map.of("PASSWORD", "p")))
                .extracting(Problem::place)
                .containsExactlyInAnyOrder(
                        "tls.key",
                        "tls.client_certificates",
                        "management.listen",
                        "signatures.region",
                        "signatures.service",
                        "signatures.unsigned_bodies");
    }

    @Test
    void healthAndMetricsHaveAPortOfTheirOwn() throws Exception {
        Map<String, String> environment = Map.of("PASSWORD", "p");
        assertThat(load(LEAST, environment).serving().management()).isEqualTo(new ListenAddress("127.0.0.1", 8471));
        assertThat(load("listen: 127.0.0.1:0\n" + LEAST, environment).serving().management())
                .isEqualTo(new ListenAddress("127.0.0.1", 0));
    }

    private static String password(Configuration configuration) {
        return Optional.of(configuration.clusters().getFirst().manager())
                .map(ManagerSettings.Embedded.class::cast)
                .map(embedded -> embedded.bindPassword().reveal())
                .orElseThrow();
    }

    private Configuration load(String text, Map<String, String> environment) throws IOException, DocumentException {
        Path file = folder.resolve("rollcall.yaml");
        Files.writeString(file, text);
        return Configuration.load(file, environment);
    }

    private List<Problem> problems(String text, Map<String, String> environment) throws IOException {
        Files.writeString(folder.resolve("rollcall.yaml"), text);
        DocumentException refused = catchThrowableOfType(
                DocumentException.class, () -> Configuration.load(folder.resolve("rollcall.yaml"), environment));
        return refused == null ? List.of() : refused.problems();
    }
}
