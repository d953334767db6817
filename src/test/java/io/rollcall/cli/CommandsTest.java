package io.rollcall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.api.ApiFixture;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.cli.CommandFixture.Said;
import io.rollcall.cli.shell.Exit;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands against a real API in this process: what they say and how they end.
class CommandsTest {
    @TempDir
    private Path folder;

    private ApiFixture api;

    @BeforeEach
    void start() {
        MapIdentitySource iam = ApiFixture.people();
        // A Manager has an admin of its own, so this one cannot be in a group that is synchronized.
        iam.owner("admin").group("admins", List.of());
        many(60).forEach(iam::user);
        iam.group("people", many(60), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        api = ApiFixture.start(iam).work();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static List<String> many(int count) {
        return IntStream.range(0, count).mapToObj(i -> "user" + (100 + i)).toList();
    }

    private CommandFixture admin() {
        return CommandFixture.of(api, folder, "admin");
    }

    @Test
    void aWatchedSynchronizationEndsWithZeroAndPlainLines() {
        Said said = admin().run("sync", "--all", "--yes", "--watch");
        assertThat(said.code()).as(said.err()).isEqualTo(Exit.OK);
        assertThat(said.out()).contains("Completed: ", " changes.").doesNotContain("\r", "#");
        assertThat(admin().run("status")).satisfies(status -> {
            assertThat(status.code()).isEqualTo(Exit.OK);
            assertThat(status.out()).contains("in sync     yes", "running     no", "sync everybody");
        });
    }

    /// The JVM would wait for it at the end of the process.
    @Test
    void noThreadOfAClientIsLeft() throws InterruptedException {
        Set<String> others = threadsOfClients().map(CommandsTest::client).collect(Collectors.toSet());
        assertThat(admin().run("status").code()).isEqualTo(Exit.DIFFERENCES);
        List<Thread> own = threadsOfClients()
                .filter(thread -> !others.contains(client(thread)))
                .toList();
        for (Thread thread : own) {
            assertThat(thread.join(Duration.ofSeconds(10))).as(thread.getName()).isTrue();
        }
    }

    private static Stream<Thread> threadsOfClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient-"));
    }

    /// The client that a thread belongs to: `HttpClient-7` of `HttpClient-7-Worker-1`.
    private static String client(Thread thread) {
        String[] parts = thread.getName().split("-");
        return parts[0] + "-" + parts[1];
    }

    @Test
    void anAdoptionShowsWhatItWouldTakeAndHowToLetItGoAhead() {
        api.target().addOf("old-id", "user100", "u-user100");
        assertThat(admin().run("adopt", "--from", "old-id", "--dry-run")).satisfies(dry -> {
            assertThat(dry.code()).as(dry.err()).isEqualTo(Exit.HELD);
            assertThat(dry.out())
                    .contains("~ user      user100", "cluster_id 'old-id'", "A real run would be held: 1 user and");
        });
        Said held = admin().run("adopt", "--from", "old-id");
        assertThat(held.code()).isEqualTo(Exit.HELD);
        assertThat(held.out()).contains("~ user      user100", "Held: 1 user and 0 groups", "rollcall release ");
        String id = held.out().replaceAll("(?s).*rollcall release (\\S+).*", "$1");
        assertThat(admin().run("release", id, "--watch").out()).contains("Completed: 1 change.");
        assertThat(admin().run("adopt", "--from", "old-id")).satisfies(nothing -> {
            assertThat(nothing.code()).isEqualTo(Exit.OK);
            assertThat(nothing.out()).contains("no entry carries the mark of the cluster 'old-id'");
        });
    }

    @Test
    void withoutWatchOneIsToldHowToFollow() {
        Said said = admin().run("sync", "--user", "user100");
        assertThat(said.code()).isEqualTo(Exit.OK);
        assertThat(said.out()).contains("Accepted as operation ").contains("rollcall operation ");
        api.awaitIdle();
    }

    @Test
    void aPlanListsTheDifferencesAndWritesNothing() {
        Said said = admin().run("plan", "--user", "user100", "--user", "ghost");
        assertThat(said.code()).as(said.err()).isEqualTo(Exit.DIFFERENCES);
        assertThat(said.out())
                .contains("+ user      user100", "+ group     people", "members user100", "! user      ghost")
                .contains(" to add, ", ", 1 refused.");
        assertThat(admin().run("show").out()).isEmpty();
        assertThat(admin().run("plan", "--user", "ghost").code()).isEqualTo(Exit.PARTLY_DONE);
    }

    @Test
    void aPlanWithoutDifferencesEndsWithZero() {
        admin().run("sync", "--all", "--yes", "--watch");
        Said said = admin().run("plan", "--all");
        assertThat(said.out()).isEqualTo("Nothing to change.\n");
        assertThat(said.code()).isEqualTo(Exit.OK);
        assertThat(admin().run("plan", "--cancel", "--user", "user100").out()).contains("- user      user100");
    }

    @Test
    void aHeldPlanEndsWithThreeAndCanBeSeenReleasedAndStopped() {
        admin().run("sync", "--all", "--yes", "--watch");
        api.iam().group("people", many(20), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        assertThat(admin().run("plan", "--all")).satisfies(plan -> {
            assertThat(plan.code()).isEqualTo(Exit.HELD);
            assertThat(plan.out()).contains("A real run would be held: it would remove 40 of 61 accounts");
        });
        Said held = admin().run("sync", "--all", "--yes", "--watch");
        assertThat(held.code()).isEqualTo(Exit.HELD);
        assertThat(held.out()).contains("rollcall release ", "rollcall stop ");
        assertThat(admin().run("operation", "latest").out()).contains("would delete 40 users: ", " and 30 more");
        assertThat(admin().run("status").code()).isEqualTo(Exit.HELD);
        String first = lastOperation();
        assertThat(admin().run("plan", "--operation", first).out()).contains("- user      user159");
        assertThat(admin().run("stop", first, "--watch").code()).isEqualTo(Exit.OK);
        Said again = admin().run("sync", "--all", "--yes", "--watch");
        String hash = admin().run("operation", "latest", "--json")
                .json()
                .path("plan_hash")
                .asText();
        assertThat(again.out()).contains("rollcall release " + lastOperation() + " --plan-hash " + hash);
        assertThat(admin().run("plan", "--operation", "latest").out())
                .contains("rollcall release " + lastOperation() + " --plan-hash " + hash);
        Said other = admin().run("release", "latest", "--plan-hash", "0".repeat(32));
        assertThat(other.code()).isEqualTo(Exit.FAILED);
        assertThat(other.err()).contains("12000054", "plan_hash");
        Said released = admin().run("release", lastOperation(), "--plan-hash", hash, "--watch");
        assertThat(released.code()).as(released.out() + released.err()).isEqualTo(Exit.OK);
        assertThat(admin().run("show").out()).contains("user   user119\n").doesNotContain("user120");
    }

    private String lastOperation() {
        return admin().run("operations", "--limit", "1", "--json")
                .json()
                .path("operations")
                .path(0)
                .path("operation_id")
                .asText();
    }

    @Test
    void whatFailedInPartEndsWithFourAndSaysWhatAndWhy() {
        Said said = admin().run("sync", "-u", "user100", "-u", "ghost", "--watch");
        assertThat(said.code()).isEqualTo(Exit.PARTLY_DONE);
        assertThat(said.out())
                .contains("Partly done: 5 changes done, 1 not done.", "! user      ghost", "the IAM has no such user");
        String id = lastOperation();
        assertThat(admin().run("operation", id)).satisfies(shown -> {
            assertThat(shown.code()).isEqualTo(Exit.PARTLY_DONE);
            assertThat(shown.out()).contains("partly done", "asked by    admin, access key AK-admin", "ghost");
        });
        assertThat(admin().run("operation", id, "--results", "--outcome", "applied", "--kind", "user")
                        .out())
                .contains("+ user      user100")
                .doesNotContain("ghost", "people");
        // A name that the IAM does not know is the failure of that request alone.
        assertThat(admin().run("status").code()).isEqualTo(Exit.OK);
    }

    @Test
    void theStatusSaysWhyAndNoTypoOfACallerChangesIt() {
        Said fresh = admin().run("status");
        assertThat(fresh.code()).isEqualTo(Exit.DIFFERENCES);
        assertThat(fresh.out())
                .contains(
                        "because     nothing has been asked for",
                        "last        none so far",
                        "you may     syncUser, get, getSyncOperation, planSync");

        api.iam().user("b.o").group("odd", List.of("b.o"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        admin().run("sync", "--all", "--yes", "--watch");
        for (int i = 0; i < 2; i++) {
            Said refused = admin().run("status");
            assertThat(refused.code()).isEqualTo(Exit.PARTLY_DONE);
            assertThat(refused.out())
                    .contains("in sync     no", "because     0 to add, 0 to change, 0 to remove, 1 refused")
                    .contains("scope       everybody\n", "refused     user 'b.o': a Manager user name holds only");
            admin().run("sync", "-u", "ghost", "--watch");
        }
        admin().run("cancel", "-u", "b.o", "--yes", "--watch");
        Said mended = admin().run("status");
        assertThat(mended.code()).isEqualTo(Exit.OK);
        assertThat(mended.out())
                .contains("in sync     yes", "everybody, less 1 user cancelled by name", ", no difference");
    }

    @Test
    void aReleaseThatIsHeldAgainSaysWhatWasDoneAndWhatIsNew() {
        admin().run("sync", "--all", "--yes", "--watch");
        api.iam().group("people", many(40), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        assertThat(admin().run("sync", "--all", "--yes", "--watch").code()).isEqualTo(Exit.HELD);
        api.iam().group("people", many(26), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        Said again = admin().run("release", lastOperation(), "--watch");
        assertThat(again.code()).isEqualTo(Exit.HELD);
        assertThat(again.out())
                .contains("Held again: ", "not among what was released: user user126", "14 of 41 accounts");
    }

    @Test
    void theStatusOfASumOfNamesCountsThem() {
        admin().run("sync", "-u", "user100", "-u", "ghost", "--watch");
        assertThat(admin().run("status").out()).contains("scope       1 user asked for by name");
        JsonNode state = admin().run("status", "--json").json();
        assertThat(state.at("/scope/asked/user_names/0").asText()).isEqualTo("user100");
        assertThat(state.path("last_operation").path("state").asText()).isEqualTo("completed_with_errors");
    }

    @Test
    void aRetryIsAboutWhatFailedAndEndsAsItDoes() {
        admin().run("sync", "-u", "user100", "-u", "ghost", "--watch");
        String first = lastOperation();
        Said again = admin().run("retry", first, "--watch");
        assertThat(again.code()).isEqualTo(Exit.PARTLY_DONE);
        assertThat(again.out()).contains("! user      ghost").doesNotContain("user100");
        api.iam().user("ghost").group("ghosts", List.of("ghost"), SystemPolicies.named(SystemPolicies.FULL_ACCESS));
        String second = lastOperation();
        assertThat(second).isNotEqualTo(first);
        assertThat(admin().run("retry", second, "--watch").code()).isEqualTo(Exit.OK);
        assertThat(admin().run("show").out()).contains("user   ghost\n");
        assertThat(admin().run("retry", lastOperation())).satisfies(nothing -> {
            assertThat(nothing.code()).isEqualTo(Exit.FAILED);
            assertThat(nothing.err()).contains("The state of the operation is completed.", "12000054");
        });
    }

    @Test
    void aPlanAsLdifIsAloneOnStandardOutput() {
        Said said = admin().run("plan", "--user", "user100", "--user", "ghost", "--ldif");
        assertThat(said.code()).as(said.err()).isEqualTo(Exit.DIFFERENCES);
        assertThat(said.out()).startsWith("version: 1\n\n").contains("user100").doesNotContain("ghost");
        assertThat(said.err()).contains(" to add, ", ", 1 refused.");
        assertThat(admin().run("plan", "--all", "--ldif", "--json").code()).isEqualTo(Exit.WRONG_USE);
        assertThat(admin().run("plan", "--operation", "0".repeat(32), "--ldif")).satisfies(unknown -> {
            assertThat(unknown.code()).isEqualTo(Exit.FAILED);
            assertThat(unknown.out()).isEmpty();
        });
        api.target().goAway(true);
        assertThat(admin().run("plan", "--all", "--ldif").code()).isEqualTo(Exit.FAILED);
    }

    @Test
    void aFailedOperationEndsWithFive() {
        api.target().goAway(true);
        Said said = admin().run("sync", "--all", "--yes", "--watch");
        assertThat(said.code()).isEqualTo(Exit.FAILED);
        assertThat(said.out()).contains("Failed: 0 changes done.", "failed      12000");
        assertThat(admin().run("plan", "--all").code()).isEqualTo(Exit.FAILED);
    }

    @Test
    void aRefusalOfTheApiIsOneSentenceWithCodeAndRequest() {
        Said said = CommandFixture.of(api, folder, "viewer").run("sync", "--user", "user100");
        assertThat(said.code()).isEqualTo(Exit.FAILED);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines())
                .singleElement()
                .asString()
                .matches("The API refused: .*mrs:cluster:syncUser.* \\(12000136, request [0-9a-f]{32}\\)");
    }

    @Test
    void anUnreachableServerIsOneSentence() {
        Said said = admin().set("ROLLCALL_ENDPOINT", "http://127.0.0.1:1").run("status");
        assertThat(said.code()).isEqualTo(Exit.FAILED);
        assertThat(said.err()).isEqualTo("No answer from 127.0.0.1:1: the connection was refused.\n");
    }

    @Test
    void wrongUseEndsWithSixtyFourAndSendsNothing() {
        for (String[] wrong : List.of(
                new String[] {"sync"},
                new String[] {"cancel"},
                new String[] {"plan", "--cancel", "--all"},
                new String[] {"sync", "--all", "--user", "a"},
                new String[] {"sync", "--bogus"},
                new String[] {"operation"},
                new String[] {"operation", "../x"},
                new String[] {"operation", "0", "--outcome", "failed"},
                new String[] {"operations", "--limit", "0"},
                new String[] {"sync", "--users-from", "-", "--groups-from", "-"},
                new String[] {"sync", "--users-from", folder.resolve("none").toString()})) {
            assertThat(admin().run(wrong).code()).as(String.join(" ", wrong)).isEqualTo(Exit.WRONG_USE);
        }
        assertThat(admin().run("sync").err()).startsWith("Nothing is selected: use --all, or name users");
        assertThat(admin().run("operations").out()).isEqualTo("None so far.\n");
    }

    @Test
    void whatCanRemovePeopleNeedsAYesWhereNoQuestionCanBeAsked() {
        for (String[] dangerous :
                List.of(new String[] {"sync", "--all"}, new String[] {"cancel", "--user", "user100"})) {
            Said said = admin().run(dangerous);
            assertThat(said.code()).isEqualTo(Exit.WRONG_USE);
            assertThat(said.err()).contains("no question can be asked here", "--yes");
        }
    }

    @Test
    void aPersonSeesThePlanAndIsAsked() {
        Said no = admin().atTerminal().input("\n").run("sync", "--all");
        assertThat(no.out()).contains("+ user      user100", "Go ahead? [y/N] ", "Nothing was changed.");
        assertThat(no.code()).isEqualTo(Exit.DIFFERENCES);
        assertThat(admin().run("show").out()).isEmpty();
        Said yes = admin().atTerminal().input("y\n").run("sync", "--all");
        assertThat(yes.out()).contains("\r[##############################] ", "Completed: ");
        assertThat(yes.code()).isEqualTo(Exit.OK);
    }

    @Test
    void namesComeFromArgumentsFilesAndStandardInput() throws IOException {
        Path groups = Files.writeString(folder.resolve("groups.txt"), "\uFEFFviewers\r\n\r\nno such group \n");
        JsonNode planned = admin().input("user101\nuser102\nuser101\n")
                .run("plan", "-u", "user100", "--users-from", "-", "--groups-from", groups.toString(), "--json")
                .json();
        assertThat(planned.path("changes").findValuesAsText("name"))
                .contains("user100", "user101", "user102", "viewers", "no such group ");
    }

    @Test
    void moreNamesThanTheApiTakesAreRefusedWithTheReason() {
        String names = String.join("\n", many(1_001));
        Said said = admin().input(names).run("sync", "--users-from", "-");
        assertThat(said.code()).isEqualTo(Exit.WRONG_USE);
        assertThat(said.err()).contains("1,001 users are named", "at most 1,000", "--all");
        assertThat(admin().input(names + "\n")
                        .run("plan", "--users-from", "-", "-u", "@x")
                        .code())
                .isEqualTo(Exit.WRONG_USE);
        assertThat(admin().input(String.join("\n", many(1_000)))
                        .run("plan", "--users-from", "-")
                        .code())
                .isEqualTo(Exit.DIFFERENCES);
    }

    @Test
    void everyAnswerCanBeReadByAProgram() {
        Said done = admin().run("sync", "--all", "--yes", "--watch", "--json");
        assertThat(done.json().path("state").asText()).isEqualTo("completed");
        assertThat(done.err()).contains("changes");
        assertThat(admin().run("status", "--json").json().path("is_synchronous").asBoolean())
                .isTrue();
        assertThat(admin().run("show", "--json").json().path("user_names").size())
                .isEqualTo(61);
        String id = lastOperation();
        assertThat(admin().run("operation", id, "--json")
                        .json()
                        .path("operation_id")
                        .asText())
                .isEqualTo(id);
        assertThat(admin().run("operation", id, "--results", "--json")
                        .json()
                        .path("results")
                        .findValuesAsText("outcome"))
                .isNotEmpty()
                .containsOnly("applied");
        assertThat(admin().run("operations", "--json").json().path("operations").size())
                .isEqualTo(1);
        assertThat(admin().run("cancel", "-u", "user100", "--yes", "--json")
                        .json()
                        .path("action")
                        .asText())
                .isEqualTo("cancel");
        api.awaitIdle();
    }

    @Test
    void textOfOthersCannotMoveTheCursorOrTurnTheLineAround() {
        api.iam()
                .user("ev\u202Eil")
                .group("odd", List.of("ev\u202Eil"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        assertThat(admin().run("plan", "--all").out()).contains("ev\\u202eil").doesNotContain("\u202E");
        assertThat(admin().run("plan", "--all", "--json").out()).doesNotContain("\u202E");
    }

    @Test
    void aReaderThatGoesAwayEndsTheListing() {
        many(1_300).forEach(api.iam()::user);
        api.iam().group("people", many(1_300), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        assertThat(admin().run(
                                new PrintStream(gone, false, UTF_8),
                                new PrintStream(gone, false, UTF_8),
                                "plan",
                                "--all"))
                .isEqualTo(Exit.OUTPUT_CLOSED);
    }

    @Test
    void everyCommandHasHelpWithExamplesAndCompletes() {
        String completion = admin().run("completion").out();
        assertThat(completion).contains("complete -F _complete_rollcall", "bashcompinit");
        var program = CommandFixture.program(admin().shell(System.out, System.err));
        assertThat(program.getSubcommands().keySet())
                .containsExactlyInAnyOrder(
                        "sync",
                        "cancel",
                        "plan",
                        "show",
                        "status",
                        "operations",
                        "operation",
                        "release",
                        "retry",
                        "stop",
                        "adopt",
                        "account",
                        "completion",
                        "clusters",
                        "users",
                        "explain",
                        "audit",
                        "login",
                        "profiles",
                        "use");
        program.getSubcommands().forEach((name, command) -> {
            assertThat(command.getUsageMessage()).contains("Examples:", "rollcall " + name);
            assertThat(completion).contains(name);
            assertThat(command.getCommandSpec().options().stream()
                            .flatMap(option -> List.of(option.names()).stream())
                            .collect(Collectors.joining(" ")))
                    .doesNotContain("secret", "token", "key");
        });
    }

    @Test
    void clustersAreListedWithStateAndWhatToDo() {
        assertThat(admin().run("clusters")).satisfies(fresh -> {
            assertThat(fresh.code()).as(fresh.err()).isEqualTo(Exit.OK);
            assertThat(fresh.out()).contains("NAME", "STATE", "LAST RUN", "unknown", "nothing has been asked for yet");
        });
        admin().run("sync", "--all", "--yes", "--watch");
        assertThat(admin().run("clusters").out()).contains("in sync", "completed");
        assertThat(admin().run("clusters", "--state", "differs").out()).isEqualTo("There is none of that kind.\n");
        assertThat(admin().run("clusters", "--json").json().path("clusters").size())
                .isEqualTo(1);
        assertThat(admin().set("ROLLCALL_CLUSTER_ID", "").run("clusters").code())
                .as("needs no cluster in the profile")
                .isEqualTo(Exit.OK);
    }

    @Test
    void whoWouldComeAndGoIsListedByThePlansOfTheClusters() {
        assertThat(admin().run("clusters", "differences").out())
                .contains("There is none of that kind.", "have no plan; 'rollcall plan --all' makes one");
        admin().run("plan", "--all");
        assertThat(admin().run("clusters", "differences", "--kind", "user", "--name", "viewer"))
                .satisfies(listed -> {
                    assertThat(listed.code()).as(listed.err()).isEqualTo(Exit.OK);
                    assertThat(listed.out())
                            .contains(", plan ")
                            .containsPattern("\\+ user +viewer")
                            .doesNotContain("have no plan");
                });
        assertThat(admin().run("clusters", "differences", "--action", "delete").out())
                .contains("There is none of that kind.");
        assertThat(admin().run("clusters", "differences", "--name", "viewer", "--kind", "user", "--json")
                        .json()
                        .path("differences")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void aClusterIsAddedShownChangedAndRemoved() throws Exception {
        String yaml = "id: c9\nname: nine\nproject: " + ApiFixture.PROJECT
                + "\nmanager: {ldap: {servers: ['ldaps://l'], bind_password: 'file:password'}}\ngrace_days: 7\n";
        Path file = Files.writeString(folder.resolve("nine.yaml"), yaml);
        assertThat(admin().run("clusters", "add", file.toString())).satisfies(added -> {
            assertThat(added.code()).as(added.err()).isEqualTo(Exit.OK);
            assertThat(added.out()).isEqualTo("The cluster c9 (version 1) is stored and served.\n");
        });
        Said shown = admin().run("clusters", "show", "c9");
        assertThat(shown.json().path("version").asInt()).isEqualTo(1);
        assertThat(shown.json().path("grace_days").asInt()).isEqualTo(7);

        String changed = shown.out().replace("nine", "ten");
        assertThat(admin().input(changed).run("clusters", "change", "-").out())
                .isEqualTo("The cluster c9 (version 2) is changed.\n");
        assertThat(admin().input(changed).run("clusters", "change", "-")).satisfies(stale -> {
            assertThat(stale.code()).isEqualTo(Exit.FAILED);
            assertThat(stale.err()).contains("The definition has the version 2 now");
        });
        assertThat(admin().run("clusters", "remove", "c9").err()).contains("add --yes");
        assertThat(admin().atTerminal()
                        .input("n\n")
                        .run("clusters", "remove", "c9")
                        .out())
                .contains("Cluster c9 at", "Nothing was changed.");
        assertThat(admin().run("clusters", "remove", "c9", "--yes").out())
                .contains("The cluster c9 (version 3) is no longer served.");
        assertThat(admin().run("clusters", "show", ApiFixture.CLUSTER).out())
                .contains("is in the configuration file of the server");
        assertThat(admin().input("- a\n- b\n").run("clusters", "add", "-").err())
                .contains("standard input must hold the section of one cluster");
        assertThat(admin().input("a: [").run("clusters", "add", "-").code()).isEqualTo(Exit.WRONG_USE);
    }

    @Test
    void aClusterIsNamedByItsIdOrByANameThatOnlyOneHas() {
        Map<String, ProvisioningTarget> more = Map.of(
                "sales-1", new MemoryTarget("sales-1"),
                "sales-2", new MemoryTarget("sales-2"),
                "depot", new MemoryTarget("depot"));
        try (ApiFixture fleet = ApiFixture.startWith(ApiFixture.people().owner("admin"), more)) {
            CommandFixture admin = CommandFixture.of(fleet, folder, "admin");
            assertThat(admin.run("operations", "--cluster", "cluster depot").code())
                    .isEqualTo(Exit.OK);
            assertThat(admin.run("status", "--cluster", "sales-2").err()).isEmpty();
            assertThat(admin.run("status", "--cluster", ApiFixture.CLUSTER).err())
                    .isEmpty();
            assertThat(admin.run("status", "--cluster", "cluster sales")).satisfies(two -> {
                assertThat(two.code()).isEqualTo(Exit.WRONG_USE);
                assertThat(two.err())
                        .contains("several clusters have the name 'cluster sales'", "sales-1", "sales-2")
                        .doesNotContain("depot");
            });
            assertThat(admin.run("status", "--cluster", "cluster s")).satisfies(part -> {
                assertThat(part.code()).isEqualTo(Exit.WRONG_USE);
                assertThat(part.err()).contains("no cluster with the id or the name 'cluster s'", "sales-1", "sales-2");
            });
            assertThat(admin.run("status", "--cluster", "no such one").err())
                    .contains("'rollcall clusters' lists those you may see");
            assertThat(admin.run("status", "--cluster", " ").err()).contains("--cluster: must be the id or the name");
            assertThat(admin.run("explain", "user1", "--cluster", "cluster depot", "--json")
                            .json()
                            .at("/clusters/0/cluster_id")
                            .asText())
                    .isEqualTo("depot");
        }
    }

    /// Listing needs an action, which a caller who may do something else in a cluster need not have.
    @Test
    void anIdNeedsNoRightToListClusters() {
        assertThat(CommandFixture.of(api, folder, "guest")
                        .run("show", "--cluster", "depot")
                        .err())
                .contains("The API refused: ")
                .doesNotContain("getSyncOperation");
    }

    @Test
    void usersAreListedWithTheReasonOfThoseWhoAreNotEligible() {
        Said said = admin().run("users", "--not-eligible");
        assertThat(said.code()).as(said.err()).isEqualTo(Exit.OK);
        assertThat(said.out())
                .contains("WHY NOT", "guest ", "the user is in no group")
                .doesNotContain("user100");
        assertThat(admin().run("users", "--eligible", "--name", "ER15", "--json")
                        .json()
                        .path("users")
                        .findValuesAsText("user_name"))
                .isEqualTo(many(60).subList(50, 60));
        assertThat(admin().run("users", "--eligible", "--not-eligible").code()).isEqualTo(Exit.WRONG_USE);
    }

    @Test
    void aPersonIsExplained() {
        assertThat(admin().run("explain", "user100")).satisfies(out -> {
            assertThat(out.code()).isEqualTo(Exit.DIFFERENCES);
            assertThat(out.out())
                    .contains("user100 is not in the Manager.", "no   asked", "nothing has been asked for");
        });
        admin().run("sync", "--all", "--yes", "--watch");
        Said in = admin().run("explain", "user100");
        assertThat(in.code()).as(in.out()).isEqualTo(Exit.OK);
        assertThat(in.out())
                .contains("user100 is in the Manager, since ", "yes  eligible  people holds MRS")
                .contains("role Manager_viewer, since ", "(operation " + lastOperation() + ")")
                .contains("because  people holds MRS CommonOperations", "goes if  the user leaves people, or");
        assertThat(admin().run("explain", "no one").out()).contains("the IAM has no such user");
        assertThat(admin().run("explain", "user100", "--all-clusters", "--json")
                        .json()
                        .at("/clusters/0/is_present")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void theAuditIsToldInWordsAndInLinesOfJson() {
        admin().run("sync", "--user", "user100", "--watch");
        String id = lastOperation();
        assertThat(admin().run("audit", "--operation", "latest").out())
                .contains("accepted", " by admin", "changed", "create user user100", "finished");
        assertThat(admin().run("audit", "--kind", "user", "--name", "user100")
                        .out()
                        .lines())
                .singleElement()
                .asString()
                .contains(id);
        List<String> lines =
                admin().run("audit", "--json", "--limit", "2").out().lines().toList();
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
        assertThat(admin().run("audit", "--event", "released").out())
                .isEqualTo("Nothing in the last 24 hours; see --since.\n");
        assertThat(admin().run("audit", "--since", "yesterday").code()).isEqualTo(Exit.WRONG_USE);
    }

    @Test
    void anOperationIsFoundByItsBeginningAndAsTheLatest() {
        assertThat(admin().run("operation", "latest").err()).contains("has had no operation so far");
        admin().run("sync", "--user", "user100", "--watch");
        String first = lastOperation();
        assertThat(admin().run("operation", first.substring(0, 24)).out()).contains(first);
        assertThat(admin().run("operation", first.substring(0, 24).toUpperCase(java.util.Locale.ROOT))
                        .out())
                .contains(first);
        assertThat(admin().run("operation", "latest").out()).contains(first);
        admin().run("sync", "--user", "user101", "--watch");
        admin().run("plan", "--user", "user102");
        assertThat(admin().run("operation", "latest").out()).contains("user").doesNotContain(first, "plan sync");
        Said many = admin().run("operation", first.substring(0, 4));
        assertThat(many.code()).isEqualTo(Exit.WRONG_USE);
        assertThat(many.err()).contains("More than one operation");
        assertThat(admin().run("operation", "ffffffff").err()).contains("No operation of the cluster has an id");
        assertThat(admin().run("operation", "012").code()).isEqualTo(Exit.WRONG_USE);
        assertThat(admin().run("operation", "newest").code()).isEqualTo(Exit.WRONG_USE);
    }

    @Test
    void aCommentOfAReleaseIsShownWithTheOperation() {
        admin().run("sync", "--all", "--yes", "--watch");
        api.iam().group("people", many(20), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        admin().run("sync", "--all", "--yes", "--watch");
        assertThat(admin().run("release", "latest", "--comment", "two teams left", "--watch")
                        .code())
                .isEqualTo(Exit.OK);
        assertThat(admin().run("operation", "latest").out()).contains("released    ", " by admin, 'two teams left'");
    }

    @Test
    void whatTheApiCallsCancelledIsStoppedHere() {
        admin().run("sync", "--all", "--yes", "--watch");
        api.iam().group("people", many(20), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        admin().run("sync", "--all", "--yes", "--watch");
        admin().run("stop", "latest", "--comment", "a mistake");
        assertThat(admin().run("operations").out()).contains("  stopped ").doesNotContain("cancelled");
        assertThat(admin().run("operation", "latest").out()).contains("state       stopped", "discarded   ");
    }

    @Test
    void aQuestionNamesClusterServerAndProfile() {
        Said asked = admin().atTerminal().input("n\n").run("sync", "--all");
        assertThat(asked.out())
                .contains("Cluster 'cluster f7f45' (" + ApiFixture.CLUSTER + ") at http://127.0.0.1:" + api.port()
                        + ", by the environment.");
    }

    @Test
    void clusterAndEndpointOfTheCommandLineWin() {
        CommandFixture elsewhere = admin().set("ROLLCALL_ENDPOINT", "http://127.0.0.1:1");
        assertThat(elsewhere
                        .run("status", "--endpoint", "http://127.0.0.1:" + api.port())
                        .code())
                .isEqualTo(Exit.DIFFERENCES);
        assertThat(admin().run("status", "--cluster", "unheard-of").err()).contains("12000003");
        assertThat(admin().run("status", "--cluster", "not an id").err()).contains("--cluster: ");
        assertThat(admin().run("status", "--endpoint", "http://mrs.example.com").code())
                .as("in the clear")
                .isEqualTo(Exit.WRONG_USE);
    }

    @Test
    void colourMeansSomethingAndCanBeSwitchedOff() {
        admin().run("sync", "--user", "user100", "--watch");
        CommandFixture colourful = admin().atTerminal().set("TERM", "xterm");
        assertThat(colourful.run("status").out()).contains("in sync     \u001b[32myes\u001b[0m");
        assertThat(colourful.run("plan", "--all").out()).contains("\u001b[32m+ user      user101");
        assertThat(admin().atTerminal()
                        .set("TERM", "xterm")
                        .set("NO_COLOR", "1")
                        .run("status")
                        .out())
                .contains("in sync     yes")
                .doesNotContain("\u001b");
        assertThat(admin().set("TERM", "xterm").run("status").out()).doesNotContain("\u001b");
    }

    @Test
    void linesFitTheTerminalAndNoWordIsCut() {
        Said said = admin().atTerminal().set("COLUMNS", "60").run("users", "--not-eligible");
        assertThat(said.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
        assertThat(said.out().replaceAll("\\s+", " "))
                .contains("the user is in no group, and only groups hold policies");
    }

    @Test
    void aLoginTriesTheKeyAndWritesAProfile() throws IOException {
        String server = "http://127.0.0.1:" + api.port();
        Path profiles = folder.resolve("made/profiles.yaml");
        CommandFixture person = new CommandFixture(folder).set("ROLLCALL_PROFILES", profiles.toString());
        Said refused = person.input("AK-admin\nwrong\n")
                .run("login", "lab", "--endpoint", server, "--project", ApiFixture.PROJECT);
        assertThat(refused.code()).isEqualTo(Exit.FAILED);
        assertThat(profiles).doesNotExist();
        Said done = person.input("AK-admin\nSK-admin\n")
                .run("login", "lab", "--endpoint", server, "--project", ApiFixture.PROJECT);
        assertThat(done.code()).as(done.err()).isEqualTo(Exit.OK);
        assertThat(done.out()).doesNotContain("SK-admin");
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(profiles)))
                .isEqualTo("rw-------");
        assertThat(person.run("status").code()).isEqualTo(Exit.DIFFERENCES);
        Files.writeString(profiles, "# mine\n" + Files.readString(profiles));
        assertThat(person.input("AK-viewer\nSK-viewer\n")
                        .run("login", "reader", "--endpoint", server, "--project", ApiFixture.PROJECT)
                        .code())
                .isEqualTo(Exit.OK);
        assertThat(Files.readString(profiles)).startsWith("# mine\n");
        assertThat(person.run("status", "--profile", "reader").code()).isEqualTo(Exit.DIFFERENCES);
        assertThat(person.run("status").code()).isEqualTo(Exit.DIFFERENCES);
        assertThat(person.input("AK-admin\nSK-admin\n")
                        .run("login", "lab", "--endpoint", server, "--project", ApiFixture.PROJECT)
                        .err())
                .contains("already");
        assertThat(person.run("status", "--profile", "lap").err()).contains("did you mean 'lab'?", "there are ");
    }

    @Test
    void aProfileIsChosenForAllLaterCommandsAndTheFileStaysAsItWasWritten() throws IOException {
        CommandFixture person = new CommandFixture(folder).set("COLUMNS", "200");
        assertThat(person.run("profiles").out()).contains("There is no profile in ", "'rollcall login' makes one");
        assertThat(person.run("use", "lab").err()).contains("There is no profile 'lab'", "'rollcall login' makes one");
        Path file = folder.resolve(".config/rollcall/profiles.yaml");
        Files.createDirectories(file.getParent());
        String before = """
                # of this laptop
                default: lab   # the usual one
                profiles:
                  lab:
                    endpoint: http://127.0.0.1:1
                    project_id: p
                    cluster_id: c
                    access_key: AK
                    secret_key: ${NOT_SET_HERE}
                  production:
                    endpoint: https://mrs.example.com
                    project_id: q
                    token: ${NOR_THIS}
                """;
        Path elsewhere = Files.writeString(folder.resolve("of-the-repository.yaml"), before);
        Files.createSymbolicLink(file, elsewhere);

        assertThat(person.run("profiles").out().lines())
                .containsExactly(
                        "   NAME        ENDPOINT                 PROJECT  CLUSTER",
                        "*  lab         http://127.0.0.1:1       p        c",
                        "   production  https://mrs.example.com  q");
        Said used = person.run("use", "production");
        assertThat(used.code()).as(used.err()).isEqualTo(Exit.OK);
        assertThat(used.out()).isEqualTo("Commands now use the profile 'production', at https://mrs.example.com.\n");
        assertThat(Files.readString(elsewhere)).isEqualTo(before.replace("default: lab ", "default: 'production' "));
        assertThat(file).isSymbolicLink();
        assertThat(person.run("profiles").out()).contains("*  production ", "   lab ");
        Said wrong = person.run("use", "prodution");
        assertThat(wrong.code()).isEqualTo(Exit.WRONG_USE);
        assertThat(wrong.err()).contains("did you mean 'production'?", "there are lab, production");

        person.set("ROLLCALL_PROFILE", "lab");
        assertThat(person.run("profiles").out()).contains("*  lab ", "ROLLCALL_PROFILE chooses 'lab'.");
        assertThat(person.run("use", "production").err())
                .isEqualTo("ROLLCALL_PROFILE is set in this shell, and wins.\n");
    }

    @Test
    void aFileWithoutADefaultGetsOneAndOneThatCannotTakeItStaysAsItIs() throws IOException {
        Path file = folder.resolve("profiles.yaml");
        CommandFixture person = new CommandFixture(folder).set("ROLLCALL_PROFILES", file.toString());
        Files.writeString(file, "profiles:\n  lab:\n    endpoint: http://127.0.0.1:1\n");
        assertThat(person.run("use", "lab").code()).isEqualTo(Exit.OK);
        assertThat(Files.readString(file)).startsWith("default: 'lab'\nprofiles:\n");
        String flow = "{profiles: {lab: {endpoint: 'http://127.0.0.1:1'}}}\n";
        Files.writeString(file, flow);
        assertThat(person.run("use", "lab").code()).isEqualTo(Exit.WRONG_USE);
        assertThat(Files.readString(file)).isEqualTo(flow);
    }

    @Test
    void whatIsWrongWithAProfileIsSaidWithTheProfile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("profiles.yaml"), """
                profiles:
                  old:
                    endpoint: http://127.0.0.1:%d
                    project_id: %s
                    cluster_id: %s
                    token: ${T}
                """.formatted(api.port(), ApiFixture.PROJECT, ApiFixture.CLUSTER));
        Said expired = new CommandFixture(folder)
                .set("ROLLCALL_PROFILES", file.toString())
                .set("T", "expired")
                .run("status", "--profile", "old");
        assertThat(expired.code()).isEqualTo(Exit.FAILED);
        assertThat(expired.err()).contains("The token is that of the profile 'old'. A token expires: ");
        assertThat(admin().run("status", "--cluster", "elsewhere").err())
                .contains(
                        "The cluster is 'elsewhere', of --cluster; 'rollcall clusters' lists those that you may see.");
    }

    @Test
    void aColumnThatSaysNothingGivesItsPlaceToOthersOnANarrowTerminal() {
        String wide = admin().atTerminal().set("COLUMNS", "200").run("clusters").out();
        assertThat(wide).contains("NAME", "VERIFIED", "NEXT RUN", "REMARKS");
        String narrow =
                admin().atTerminal().set("COLUMNS", "60").run("clusters").out();
        assertThat(narrow).contains("NAME", "STATE").doesNotContain("NEXT RUN");
        assertThat(admin().run("clusters").out()).as("to a file").contains("NEXT RUN");
    }

    @Test
    void anEndpointOfTheOtherSchemeIsSaidToBeOne() throws IOException {
        Said tls = admin().set("ROLLCALL_ENDPOINT", "https://127.0.0.1:" + api.port())
                .run("status");
        assertThat(tls.err())
                .isEqualTo("No answer from 127.0.0.1:" + api.port() + ": the server does not speak TLS.\n");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerWithATlsAlert(server));
            Said clear = admin().set("ROLLCALL_ENDPOINT", "http://127.0.0.1:" + server.getLocalPort())
                    .run("status");
            assertThat(clear.err()).contains("the answer is not HTTP; the server may want https://.");
        }
    }

    private static void answerWithATlsAlert(ServerSocket server) {
        try (Socket caller = server.accept()) {
            int ignored = caller.getInputStream().read(new byte[4_096]);
            caller.getOutputStream().write(new byte[] {0x15, 3, 3, 0, 2, 2, 0x50});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fishCompletesCommandsAndOptions() {
        assertThat(admin().run("completion", "fish").out())
                .contains("complete -c rollcall -n '__fish_use_subcommand' -a explain -d ")
                .contains("-n '__fish_seen_subcommand_from sync' -l watch -d ")
                .contains("-n '__fish_seen_subcommand_from sync' -l users-from -r -F -d ");
    }
}
