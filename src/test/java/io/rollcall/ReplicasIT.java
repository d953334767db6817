package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.OperationTable.Row;
import io.rollcall.ReplicaWorld.Side;
import io.rollcall.api.Reply;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three replicas on one PostgreSQL, struck at seeded random moments while they synchronize several clusters: no
/// matter what dies, stops or is cut, every accepted operation ends once, and the directory is what an undisturbed
/// server makes of the same requests. `-Drollcall.crashes=N` strikes N times (each kind of fault once when left
/// out), `-Drollcall.seed=S` at other moments and with other requests. `docs/reliability.md` has the figures of a
/// long run.
class ReplicasIT {
    private static final int USERS = 400;
    private static final int GROUPS = 16;
    private static final List<Fault> FAULTS = List.of(Fault.values());
    private static final int RUNS = Integer.getInteger("rollcall.crashes", FAULTS.size());
    private static final long SEED = Long.getLong("rollcall.seed", 1);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Random random = new Random(SEED);
    private final SeededIam people = new SeededIam(new Random(SEED), USERS, GROUPS);
    private final Map<Fault, Tally> tallies = new EnumMap<>(Fault.class);

    @TempDir
    Path folder;

    private record Request(String cluster, boolean cancel, String body) {
        Reply sendTo(Replica replica) {
            String path = "/v2/" + ReplicaWorld.PROJECT + "/clusters/" + cluster + "/iam-sync-user";
            return cancel
                    ? replica.client().delete(path, body)
                    : replica.client().post(path, body);
        }
    }

    /// What became of the requests: the ids of those that were answered with 202, and how many others were sent
    /// without an answer that says whether they were accepted.
    private record Accepted(List<String> requestIds, int unknown) {}

    /// What all strikes of one kind met.
    private static final class Tally {
        private int runs;
        private int meaningful;
        private int late;
        private final List<Long> takeovers = new ArrayList<>();
    }

    @Test
    void everyPromiseIsKeptOnceUnderAllFaults() throws Exception {
        try (ReplicaWorld world = new ReplicaWorld(folder)) {
            world.start(people);
            Duration undisturbed = firstRun(world);
            for (int run = 0; run < RUNS; run++) {
                Fault fault = FAULTS.get(run % FAULTS.size());
                people.change();
                world.write(people);
                strike(world, fault, undisturbed);
            }
        }
        print();
        assertThat(tallies.values().stream().mapToInt(tally -> tally.meaningful).sum())
                .as("strikes while something was running")
                .isGreaterThanOrEqualTo(RUNS / 2);
    }

    /// All users into every cluster, undisturbed.
    ///
    /// @return how long it took
    private Duration firstRun(ReplicaWorld world) throws Exception {
        List<Request> requests = ReplicaWorld.clusters().stream()
                .map(cluster -> new Request(cluster, false, "{\"is_all_sync\": true}"))
                .toList();
        long began = System.nanoTime();
        Accepted accepted = accept(world, requests);
        Waiting.until("all is done", TIMEOUT, () -> world.table().idle(requests.size()));
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        undisturbed(world, requests, Set.of());
        check(world, accepted, Set.of(), Set.of());
        return took;
    }

    private void strike(ReplicaWorld world, Fault fault, Duration undisturbed) throws Exception {
        Set<String> before = ids(world.table());
        Set<String> undisturbedBefore = ids(world.undisturbedTable());
        List<Request> requests =
                ReplicaWorld.clusters().stream().map(this::anyRequest).toList();
        int expected = before.size() + requests.size();
        Random moment = new Random(random.nextLong());
        // One of four strikes whenever it likes: also while requests are accepted, or after everything is done.
        boolean whileRunning = moment.nextInt(4) > 0;
        long delay = (long) (moment.nextDouble() * undisturbed.toNanos() * (whileRunning ? 0.15 : 0.8));

        Callable<Fault.Strike> striking = () -> {
            if (whileRunning) {
                Waiting.closelyUntil(
                        "something runs", TIMEOUT, () -> world.table().busy(expected));
            }
            LockSupport.parkNanos(delay);
            return fault.strike(world, moment, expected);
        };
        FutureTask<Fault.Strike> strike = new FutureTask<>(striking);
        if (!fault.afterAcceptance()) {
            Thread.ofVirtual().start(strike);
        }
        Accepted accepted = accept(world, requests);
        if (fault.afterAcceptance()) {
            Thread.ofVirtual().start(strike);
        }
        Waiting.until(
                "every operation of " + fault + " ends",
                TIMEOUT,
                () -> world.table().idle(expected));
        Fault.Strike met = strike.get();
        undisturbed(world, requests, undisturbedBefore);
        check(world, accepted, before, undisturbedBefore);
        count(fault, met);
    }

    private Request anyRequest(String cluster) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> new Request(cluster, false, "{\"is_all_sync\": true}");
            case 2, 3 ->
                new Request(
                        cluster,
                        false,
                        "{\"group_names\": %s, \"user_names\": %s}"
                                .formatted(people.someGroupNames(GROUPS / 2), people.someUserNames(40)));
            default ->
                new Request(
                        cluster,
                        true,
                        "{\"group_names\": %s, \"user_names\": %s}"
                                .formatted(people.someGroupNames(GROUPS / 2), people.someUserNames(40)));
        };
    }

    /// Sends each request to any replica, and again to another one when there is no answer.
    private Accepted accept(ReplicaWorld world, List<Request> requests) {
        List<String> ids = new ArrayList<>();
        int unknown = 0;
        for (Request request : requests) {
            boolean unheard = false;
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            for (boolean done = false; !done; ) {
                assertThat(System.nanoTime()).as("no replica takes " + request).isLessThan(deadline);
                Replica replica =
                        world.replicas().get(random.nextInt(world.replicas().size()));
                if (!replica.reachable()) {
                    LockSupport.parkNanos(1_000_000);
                    continue;
                }
                try {
                    Reply reply = request.sendTo(replica);
                    if (reply.status() == 202) {
                        ids.add(reply.header("x-request-id"));
                        done = true;
                    } else if (unheard && reply.errorCode().equals("12000154")) {
                        done = true;
                    } else {
                        assertThat(reply.status()).as(reply.body()).isGreaterThanOrEqualTo(500);
                        unheard = true;
                        unknown++;
                    }
                } catch (UncheckedIOException e) {
                    unheard = true;
                    unknown++;
                }
            }
        }
        return new Accepted(ids, unknown);
    }

    private static void undisturbed(ReplicaWorld world, List<Request> requests, Set<String> before) {
        for (Request request : requests) {
            Reply reply = request.sendTo(world.undisturbed());
            assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        }
        Waiting.until(
                "the undisturbed server is done",
                TIMEOUT,
                () -> world.undisturbedTable().idle(before.size() + requests.size()));
    }

    private void check(ReplicaWorld world, Accepted accepted, Set<String> before, Set<String> undisturbedBefore)
            throws Exception {
        OperationTable table = world.table();
        List<Row> ended = added(table, before);
        assertThat(ended).allMatch(row -> row.state().startsWith("completed"));
        assertThat(ended.stream().map(Row::requestId)).containsAll(accepted.requestIds());
        assertThat(ended).hasSizeLessThanOrEqualTo(accepted.requestIds().size() + accepted.unknown());
        assertThat(table.count("operation where lease_until <> 0")).isZero();
        assertThat(table.count("result where outcome = 'planned'")).isZero();
        assertThat(table.count("operation o where 1 <> (select count(*) from audit a where a.operation_id = o.id"
                        + " and a.event = 'finished')"))
                .isZero();

        Set<String> seen = new HashSet<>();
        Map<String, Row> undisturbed = added(world.undisturbedTable(), undisturbedBefore).stream()
                .collect(Collectors.toMap(Row::cluster, row -> row));
        for (Row row : ended) {
            if (seen.add(row.cluster())) {
                Row other = Objects.requireNonNull(undisturbed.get(row.cluster()));
                assertThat(row.state()).isEqualTo(other.state());
                assertThat(table.results(row.id()))
                        .as(row.cluster())
                        .isEqualTo(world.undisturbedTable().results(other.id()));
            } else {
                // The answer to the first was lost, and the caller asked again.
                assertThat(table.applied(row.id())).isZero();
            }
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ReplicaWorld.clusters());
        for (String cluster : ReplicaWorld.clusters()) {
            checkDirectory(world, cluster);
        }
    }

    private static void checkDirectory(ReplicaWorld world, String cluster) throws Exception {
        var entries = world.dump(Side.DISTURBED, cluster);
        assertThat(entries).as(cluster).isEqualTo(world.dump(Side.UNDISTURBED, cluster));
        List<String> numbers = entries.values().stream()
                .flatMap(attributes ->
                        Objects.requireNonNullElse(attributes.get("uidNumber"), List.<String>of()).stream())
                .toList();
        assertThat(numbers).doesNotHaveDuplicates();
        Reply status = world.replicas()
                .get(Math.floorMod(cluster.hashCode(), world.replicas().size()))
                .client()
                .get("/v2/" + ReplicaWorld.PROJECT + "/clusters/" + cluster + "/iam-sync");
        assertThat(status.body()).isEqualTo("{\"is_synchronizing\":false}");
    }

    private static Set<String> ids(OperationTable table) throws Exception {
        return new HashSet<>(table.operations().stream().map(Row::id).toList());
    }

    private static List<Row> added(OperationTable table, Set<String> before) throws Exception {
        return table.operations().stream()
                .filter(row -> !before.contains(row.id()))
                .toList();
    }

    private void count(Fault fault, Fault.Strike strike) throws Exception {
        Tally tally = tallies.computeIfAbsent(fault, _ -> new Tally());
        tally.runs++;
        tally.meaningful += strike.running() > 0 ? 1 : 0;
        var takeovers = strike.takeovers().all().values();
        tally.takeovers.addAll(takeovers);
        System.out.printf("%s met %d running, taken over after %s ms%n", fault, strike.running(), takeovers);
        tally.late += strike.writesAfterWaking();
        // What was past its check already (0060): one for each operation, and what it does is compared afterwards.
        assertThat(strike.writesAfterWaking())
                .as("writes of a replica that was stopped and woke up")
                .isLessThanOrEqualTo(strike.running());
    }

    private void print() {
        tallies.forEach((fault, tally) -> {
            List<Long> sorted = tally.takeovers.stream().sorted().toList();
            System.out.printf(
                    "%-26s %4d runs, %4d while something ran, %4d taken over%s, %d late writes%n",
                    fault,
                    tally.runs,
                    tally.meaningful,
                    sorted.size(),
                    sorted.isEmpty()
                            ? ""
                            : " after %d to %d ms, median %d"
                                    .formatted(sorted.getFirst(), sorted.getLast(), sorted.get(sorted.size() / 2)),
                    tally.late);
        });
    }
}
