package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.ProtocolOp;
import io.rollcall.OperationTable.Row;
import io.rollcall.manager.LdapProxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// What strikes while the replicas work. Each returns when everything that it took away is back.
enum Fault {
    /// `kill -9`.
    KILLED,
    /// SIGTERM: what it was doing is handed over.
    TERMINATED,
    /// SIGSTOP until the others have finished everything, and then SIGCONT.
    PAUSED,
    /// SIGSTOP, and SIGCONT around the time at which another one takes over.
    PAUSED_BRIEFLY,
    DATABASE_KILLED,
    DATABASE_CONNECTIONS_CUT,
    DIRECTORY_CONNECTIONS_CUT;

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /// What a strike met.
    ///
    /// @param running operations that ran at that moment and were struck by it
    /// @param takeovers those of them that another replica went on with
    /// @param writesAfterWaking requests to write that a replica sent after it woke up
    record Strike(int running, Takeovers takeovers, int writesAfterWaking) {}

    /// Whether it waits for everything to be accepted, so that what a replica does after it wakes up is known.
    boolean afterAcceptance() {
        return this == PAUSED;
    }

    private boolean takesAReplica() {
        return switch (this) {
            case KILLED, TERMINATED, PAUSED, PAUSED_BRIEFLY -> true;
            case DATABASE_KILLED, DATABASE_CONNECTIONS_CUT, DIRECTORY_CONNECTIONS_CUT -> false;
        };
    }

    /// @param expected operations there are, when all of this run are accepted
    Strike strike(ReplicaWorld world, Random random, int expected) throws Exception {
        List<Row> running = world.table().running();
        Replica victim = victim(world, running, random);
        List<Row> struck =
                takesAReplica() ? running.stream().filter(victim::worksOn).toList() : running;
        Takeovers takeovers = new Takeovers(world.table(), takesAReplica() ? struck : List.of());
        List<ProtocolOp> writes = List.of();
        switch (this) {
            case KILLED -> {
                victim.kill();
                victim.start();
                victim.awaitReady();
            }
            case TERMINATED -> {
                victim.terminate();
                victim.start();
                victim.awaitReady();
            }
            case PAUSED -> writes = pauseUntilDone(world, victim, expected, takeovers);
            case PAUSED_BRIEFLY -> {
                victim.pause();
                LockSupport.parkNanos(
                        Duration.ofMillis(2_000 + random.nextLong(2_500)).toNanos());
                victim.wake();
            }
            case DATABASE_KILLED -> {
                world.postgres().kill();
                world.postgres().start();
            }
            case DATABASE_CONNECTIONS_CUT -> world.cutDatabaseConnections();
            case DIRECTORY_CONNECTIONS_CUT ->
                world.replicas().forEach(replica -> replica.proxy().cutAll());
        }
        return new Strike(struck.size(), takeovers, writes.size());
    }

    /// One that has something to do, if there is any.
    private static Replica victim(ReplicaWorld world, List<Row> running, Random random) {
        List<Replica> busy = world.replicas().stream()
                .filter(replica -> running.stream().anyMatch(replica::worksOn))
                .toList();
        List<Replica> candidates = busy.isEmpty() ? world.replicas() : busy;
        return candidates.get(random.nextInt(candidates.size()));
    }

    /// @return what it wrote after it woke up
    private static List<ProtocolOp> pauseUntilDone(
            ReplicaWorld world, Replica victim, int expected, Takeovers takeovers) {
        victim.pause();
        Waiting.until("the others finish", TIMEOUT, () -> world.table().idle(expected));
        Set<String> lost = takeovers.soFar().keySet();
        victim.proxy().forget();
        victim.wake();
        Waiting.until("the log says that it lost " + lost, TIMEOUT, () -> gaveUp(victim.log(), lost));
        assertThat(victim.client().get("/v2/p1/clusters/c1/iam-sync").status()).isEqualTo(200);
        return victim.proxy().requests(LdapProxy::isWrite);
    }

    private static boolean gaveUp(String log, Set<String> operations) {
        return operations.stream()
                .allMatch(operation -> log.lines()
                        .anyMatch(line -> line.contains(operation)
                                && (line.contains("lease lost") || line.contains("operation interrupted"))));
    }
}
