package io.rollcall.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// Measures Rollcall beside the floor, both in turn in each round of the same run. Started by
/// `benchmarks/run`.
final class Main {
    private Main() {}

    /// @param arguments as `benchmarks/run` documents them
    public static void main(String[] arguments) throws Exception {
        Options options = Options.read(arguments);
        List<Case> cases =
                Case.all().stream().filter(one -> options.selects(one.name())).toList();
        if (options.list() || cases.isEmpty()) {
            Case.all().forEach(one -> System.out.println(one.name()));
            return;
        }
        // Where a person interrupts it, too, nothing goes on.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        Files.createDirectories(options.out());
        Path file = options.out()
                .resolve("results-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"))
                        + ".jsonl");
        Results results = new Results(file);
        int failed = 0;
        for (Shape shape : options.shapes()) {
            for (String source : options.sources()) {
                try (World world = new World(options, shape, source, results)) {
                    for (Case one : cases) {
                        failed += succeeds(one, world) ? 0 : 1;
                    }
                }
            }
        }
        results.print();
        System.out.println("each sample: " + file);
        if (failed > 0) {
            System.err.println(failed + " of the cases could not be measured");
            System.exit(1);
        }
    }

    /// A case that cannot be measured takes none of the others with it.
    private static boolean succeeds(Case one, World world) throws InterruptedException {
        try {
            one.run(world);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            System.err.println(one.name() + " could not be measured: " + e);
            return false;
        }
    }
}
