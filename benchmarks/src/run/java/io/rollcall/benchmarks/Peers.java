package io.rollcall.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The peers of a run. What one of them cannot do, or fails at, is said once and left out.
final class Peers implements AutoCloseable {
    static final List<String> NAMES = List.of("ldapadd", "python-ldap", "connid", "keycloak");

    private final List<Peer> all = new ArrayList<>();
    private final List<Peer> failed = new ArrayList<>();
    private final Set<String> said = new HashSet<>();

    Peers(List<String> names, Path root, Path folder) throws Exception {
        for (String name : names) {
            all.add(
                    switch (name) {
                        case "ldapadd" -> new LdapAdd(folder);
                        case "python-ldap" ->
                            new Loop(
                                    name,
                                    folder,
                                    List.of(
                                            "/usr/bin/python3",
                                            root.resolve("benchmarks/src/python/loop.py")
                                                    .toString()));
                        case "connid" ->
                            new Loop(
                                    name,
                                    folder,
                                    List.of(
                                            System.getProperty("java.home") + "/bin/java",
                                            "-cp",
                                            System.getProperty("benchmarks.connid", ""),
                                            "io.rollcall.benchmarks.connid.Connid"));
                        case "keycloak" -> new Keycloak(folder);
                        default -> throw new IllegalArgumentException("unknown peer: " + name);
                    });
        }
    }

    /// What a peer does in a round.
    interface Task {
        Peer.Cost cost(Peer peer, Directory directory) throws Exception;
    }

    /// Measures each peer once.
    ///
    /// @param directories each peer's own
    void measure(World world, String test, int round, Map<Peer, Directory> directories, Task task) throws Exception {
        for (Peer peer : new ArrayList<>(all)) {
            String reason = peer.absent(world, test).orElse("");
            if (reason.isEmpty() && (round > 0 || !directories.isEmpty())) {
                try {
                    measure(world, test, round, peer, directories.get(peer), task);
                } catch (IOException e) {
                    reason = "from now on: " + e.getMessage();
                    all.remove(peer);
                    failed.add(peer);
                }
            }
            if (!reason.isEmpty() && said.add(peer.name() + test)) {
                System.out.println("  " + peer.name() + " takes no part in " + test + ": " + reason);
            }
        }
    }

    private static void measure(World world, String test, int round, Peer peer, Directory directory, Task task)
            throws Exception {
        Peer.Cost[] cost = new Peer.Cost[1];
        Meter meter = new Meter() {
            @Override
            public long cpuMillis() {
                return cost[0] == null ? 0 : cost[0].cpuMillis();
            }

            @Override
            public long peakMebibytes() {
                return cost[0].peakMebibytes();
            }

            @Override
            public void forgetPeak() {}
        };
        world.measure(test, round, peer.name(), meter, 0, () -> {
            cost[0] = task.cost(peer, directory);
            return cost[0].millis();
        });
    }

    /// A directory for each peer.
    Map<Peer, Directory> directories(World.Maker maker) throws Exception {
        Map<Peer, Directory> directories = new HashMap<>();
        for (Peer peer : all) {
            directories.put(peer, maker.directory());
        }
        return directories;
    }

    @Override
    public void close() throws IOException {
        for (List<Peer> some : List.of(all, failed)) {
            for (Peer peer : some) {
                peer.close();
            }
        }
    }
}
