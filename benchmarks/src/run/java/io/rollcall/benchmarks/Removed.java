package io.rollcall.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A tenth of the users is gone from the IAM: the guard holds the plan, another caller releases it, and it is
/// carried out. Two cases in one: until the plan is held, and from its release to the end.
record Removed() implements Case {
    private static final double PART = 0.1;

    @Override
    public String name() {
        return "removed";
    }

    @Override
    public void run(World world) throws Exception {
        Rollcall rollcall = world.warm();
        Directory directory = world.filled(false);
        rollcall.synchronize(directory, World.EVERYTHING);
        Directory twin = world.twin(directory, false);
        Map<Peer, Directory> peers = world.peers.directories(() -> world.twin(directory, false));
        for (int round = 0; round <= world.options.rounds(); round++) {
            Dump before = world.freshDump(directory);
            Account.Saved all = world.account.save();
            world.account.remove(PART);
            double fileMillis = world.publish();
            Rollcall.Accepted[] held = new Rollcall.Accepted[1];
            world.measure("removed-held", round, "rollcall", rollcall.proc(), fileMillis, () -> {
                held[0] = rollcall.ask(directory, World.EVERYTHING);
                return rollcall.await(held[0]).in("held").millis();
            });
            world.measure("removed-held", round, "floor", Meter.NONE, 0, () -> Floor.verify(directory, before));
            world.measure(
                    "removed-released",
                    round,
                    "rollcall",
                    rollcall.proc(),
                    0,
                    () -> rollcall.await(rollcall.release(held[0]))
                            .in("completed")
                            .millis());
            Dump after = Dump.of(directory);
            Changes changes = Changes.between(before.rebased(directory, twin), after.rebased(directory, twin), twin);
            world.measure("removed-released", round, "floor", Meter.NONE, 0, () -> Floor.write(twin, changes));
            world.peers.measure(
                    world,
                    "removed-released",
                    round,
                    peers,
                    (peer, own) -> peer.write(
                            own, Changes.between(before.rebased(directory, own), after.rebased(directory, own), own)));
            List<Directory> copies = new ArrayList<>(peers.values());
            copies.add(twin);
            putBack(world, all, directory, copies);
        }
    }

    /// So that every round removes from an account of the same size.
    private static void putBack(World world, Account.Saved all, Directory directory, List<Directory> copies)
            throws Exception {
        world.account.restore(all);
        world.publish();
        world.warm().synchronize(directory, World.EVERYTHING);
        Dump full = world.freshDump(directory);
        for (Directory copy : copies) {
            Floor.write(copy, Changes.between(Dump.of(copy), full.rebased(directory, copy), copy));
        }
    }
}
