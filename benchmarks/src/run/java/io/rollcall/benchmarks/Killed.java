package io.rollcall.benchmarks;

import java.util.List;

/// The process is killed when half of a first fill is done, and the next one goes on to the end. Beside it
/// the same without the death, both by a JVM that has just started.
record Killed() implements Case {
    @Override
    public String name() {
        return "killed";
    }

    @Override
    public void run(World world) throws Exception {
        for (int count = 1; count <= world.options.rounds(); count++) {
            int round = count;
            undisturbed(world, round);
            Directory ours = world.directory(false);
            Deaths deaths = new Deaths();
            world.measure(name(), round, "rollcall", deaths, 0, () -> dieAndGoOn(world, round, ours, deaths));
            Directory floors = world.directory(false);
            Changes changes = Changes.between(Dump.of(floors), Dump.of(ours).rebased(ours, floors), floors);
            world.measure(name(), round, "floor", Meter.NONE, 0, () -> Floor.write(floors, changes));
        }
    }

    private void undisturbed(World world, int round) throws Exception {
        Directory directory = world.directory(false);
        try (Rollcall rollcall = world.start(List.of(directory))) {
            world.measure(
                    name(),
                    round,
                    "undisturbed",
                    rollcall.proc(),
                    0,
                    () -> rollcall.synchronize(directory, World.EVERYTHING).millis());
        }
    }

    private double dieAndGoOn(World world, int round, Directory directory, Deaths deaths) throws Exception {
        Rollcall.Accepted accepted;
        Rollcall first = world.start(List.of(directory));
        try (first) {
            deaths.lives(first.proc());
            accepted = first.ask(directory, World.EVERYTHING);
            first.awaitHalf(accepted);
            deaths.dies();
        }
        double untilDeath = (System.nanoTime() - accepted.sentNanos()) / 1e6;
        world.record(name(), round, "until the death", untilDeath);
        try (Rollcall second = world.startAgain(first.folder(), List.of(directory))) {
            deaths.lives(second.proc());
            double millis = second.await(accepted).in("completed").millis();
            deaths.dies();
            world.record(name(), round, "after the death", millis - untilDeath);
            return millis;
        }
    }

    /// The processor time of one process after the other, and the larger of their peaks.
    private static final class Deaths implements Meter {
        private long cpu;
        private long peak;
        private Proc alive;

        void lives(Proc proc) {
            alive = proc;
        }

        void dies() {
            cpu += alive.cpuMillis();
            peak = Math.max(peak, alive.peakMebibytes());
        }

        @Override
        public long cpuMillis() {
            return cpu;
        }

        @Override
        public long peakMebibytes() {
            return peak;
        }

        @Override
        public void forgetPeak() {}
    }
}
