package io.rollcall.benchmarks;

import java.util.Map;

/// A full synchronization in which nothing has changed. Without syncprov everything is read and compared;
/// with it the server can prove that its content is the same as before.
record Unchanged(boolean hasProof) implements Case {
    @Override
    public String name() {
        return hasProof ? "unchanged-syncprov" : "unchanged";
    }

    @Override
    public void run(World world) throws Exception {
        Directory directory = world.filled(hasProof);
        Rollcall rollcall = world.warm();
        Dump wanted = world.freshDump(directory);
        for (int round = world.firstRound(); round <= world.options.rounds(); round++) {
            world.measure(
                    name(),
                    round,
                    "rollcall",
                    rollcall.proc(),
                    0,
                    () -> rollcall.synchronize(directory, World.EVERYTHING).millis());
            world.measure(
                    name(),
                    round,
                    "floor",
                    Meter.NONE,
                    0,
                    () -> hasProof ? Floor.changeNumber(directory) : Floor.verify(directory, wanted));
            world.fetch(name(), round);
            world.peers.measure(world, name(), round, Map.of(), (peer, _) -> peer.verify(directory, wanted));
        }
    }
}
