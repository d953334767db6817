package io.rollcall.benchmarks;

import java.util.List;
import java.util.Map;

/// An empty directory is filled: by a JVM that has just started, or by one that has filled others before.
record FirstFill(boolean isWarm) implements Case {
    static final String COLD = "first-fill-cold";
    static final String WARM = "first-fill-warm";
    /// How many directories are filled before the first one that counts.
    static final int WARM_UP = 2;

    @Override
    public String name() {
        return isWarm ? WARM : COLD;
    }

    @Override
    public void run(World world) throws Exception {
        Changes changes = null;
        for (int round = isWarm ? 1 - WARM_UP : 1; round <= world.options.rounds(); round++) {
            Directory ours = isWarm ? world.spare() : world.directory(false);
            Directory floors = world.directory(false);
            Dump empty = Dump.of(floors);
            Dump full = isWarm ? fillWarm(world, round, ours) : fillCold(world, round, ours);
            changes = Changes.between(empty, full.rebased(ours, floors), floors);
            if (round == 1 && !isWarm) {
                // The client of the floor is warm in every round that counts.
                Directory other = world.directory(false);
                Floor.write(other, Changes.between(Dump.of(other), full.rebased(ours, other), other));
            }
            Changes wanted = changes;
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

    private Dump fillWarm(World world, int round, Directory ours) throws Exception {
        Rollcall rollcall = world.warm();
        world.measure(
                name(),
                round,
                "rollcall",
                rollcall.proc(),
                0,
                () -> rollcall.synchronize(ours, World.EVERYTHING).millis());
        return Dump.of(ours);
    }

    private Dump fillCold(World world, int round, Directory ours) throws Exception {
        try (Rollcall rollcall = world.start(List.of(ours))) {
            world.measure(
                    name(),
                    round,
                    "rollcall",
                    rollcall.proc(),
                    0,
                    () -> rollcall.synchronize(ours, World.EVERYTHING).millis());
        }
        return Dump.of(ours);
    }
}
