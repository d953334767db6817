package io.rollcall.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A program that carries out a job of changes or of wanted entries, and prints the milliseconds that took, without
/// those of its start.
///
/// @param command what the arguments of the job follow
record Loop(String name, Path folder, List<String> command) implements Peer {
    @Override
    public Optional<String> absent(World world, String test) {
        return Optional.empty();
    }

    @Override
    public Cost write(Directory directory, Changes changes) throws Exception {
        Path file = folder.resolve("changes.jsonl");
        Job.json(changes, file);
        return run(directory, "write", file);
    }

    @Override
    public Cost verify(Directory directory, Dump wanted) throws Exception {
        Path file = folder.resolve("wanted.jsonl");
        Job.json(wanted, file);
        return run(directory, "verify", file);
    }

    private Cost run(Directory directory, String mode, Path job) throws Exception {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(
                Integer.toString(directory.slapd().port()),
                directory.account(),
                Slapd.PASSWORD,
                mode,
                directory.base(),
                job.toString()));
        Program.Ended ended = Program.run(folder, whole);
        return new Cost(Double.parseDouble(ended.output()), ended.cpuMillis(), ended.peakMebibytes());
    }
}
