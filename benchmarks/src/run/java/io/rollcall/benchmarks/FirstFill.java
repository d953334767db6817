package io.rollcall.benchmarks;

import java.util.List;
import java.util.Map;

/// An empty directory is filled: by a JVM that has just started, or by one that has filled others before.
record FirstFill(boolean isWarm) implements Case {
    static final String COLD = "first-fill-cold";
    static final String WARM = "first-fill-warm";
    /// Before the first round that counts, the floor is measured this often.
    private static final int FLOORS = 2;

    @Override
    public String name() {
        return isWarm ? WARM : COLD;
    }

    @Override
    public void run(World world) throws Exception {
        for (int round = isWarm ? world.firstRound() : 1; round <= world.options.rounds(); round++) {
            Directory ours = isWarm ? world.spare() : world.directory(false);
            if (round <= -FLOORS) {
                fill(world, round, world.warm(), ours);
                continue;
            }
            Directory floors = world.directory(false);
            Dump empty = Dump.of(floors);
            Dump full = filled(world, round, ours);
            Changes wanted = Changes.between(empty, full.rebased(ours, floors), floors);
            if (round == 1 && !isWarm) {
                // The client of the floor is warm in every round that counts.
                Directory other = world.directory(false);
                Floor.write(other, Changes.between(Dump.of(other), full.rebased(ours, other), other));
            }
            world.measure(name(), round, "floor", Meter.NONE, 0, () -> Floor.write(floors, wanted));
            Map<Peer, Directory> peers = round > 0 ? world.peers.directories(() -> world.directory(false)) : Map.of();
            world.peers.measure(
                    world,
                    name(),
                    round,
                    peers,
                    (peer, directory) -> peer.write(
                            directory, Changes.between(Dump.of(directory), full.rebased(ours, directory), directory)));
        }
    }

    private Dump filled(World world, int round, Directory ours) throws Exception {
        if (isWarm) {
            fill(world, round, world.warm(), ours);
        } else {
            try (Rollcall fresh = world.start(List.of(ours))) {
                fill(world, round, fresh, ours);
            }
        }
        return Dump.of(ours);
    }

    private void fill(World world, int round, Rollcall rollcall, Directory ours) throws Exception {
        world.measure(
                name(),
                round,
                "rollcall",
                rollcall.proc(),
                0,
                () -> rollcall.synchronize(ours, World.EVERYTHING).millis());
    }
}
