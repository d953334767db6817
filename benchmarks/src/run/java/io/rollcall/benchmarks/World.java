package io.rollcall.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// One server and one account of one shape, which the cases share: a directory that one of them has filled is
/// there for the next.
final class World implements AutoCloseable {
    /// Makes a directory.
    interface Maker {
        Directory directory() throws Exception;
    }

    static final String EVERYTHING = "{\"is_all_sync\": true}";

    final Options options;
    final Shape shape;
    final Account account;
    final Slapd slapd;
    final Peers peers;
    private final Source source;
    private final Results results;
    private final Path folder;
    private final Map<Directory, Dump> dumps = new HashMap<>();
    private final Map<Boolean, Directory> filled = new HashMap<>();
    private final List<Directory> spare = new ArrayList<>();
    private Rollcall warm;
    private Directory plain;
    private Directory synchronizing;
    private int directories;
    private int processes;

    World(Options options, Shape shape, String source, Results results) throws Exception {
        this.options = options;
        this.shape = shape;
        this.results = results;
        this.account = new Account(shape);
        this.folder = Files.createTempDirectory(Files.createDirectories(options.out()), "work");
        this.source = Source.named(source);
        this.peers = new Peers(options.peers(), options.root(), folder);
        this.slapd = Slapd.start(folder, options.root(), options.fsync());
    }

    /// A directory as before the first synchronization.
    Directory directory(boolean syncprov) throws Exception {
        return slapd.database("d" + directories++, options.root(), syncprov);
    }

    /// A new process with a state of its own.
    Rollcall start(List<Directory> clusters) throws Exception {
        Path own = Files.createDirectories(folder.resolve("rollcall" + processes++));
        source.publish(account, own);
        return startAgain(own, clusters);
    }

    /// A new process with the state of a former one.
    Rollcall startAgain(Path own, List<Directory> clusters) throws Exception {
        return Rollcall.start(options.launcher(), own, options.heap(), source, clusters);
    }

    /// Lets the shared process see the account as it is now.
    ///
    /// @return milliseconds until it had noticed
    double publish() throws Exception {
        return source.change(account, warm());
    }

    /// The process that all cases share but those that are about a start. Knows two directories that are
    /// kept, one of them on a database with syncprov, and as many empty ones as are needed for rounds of a
    /// first fill.
    Rollcall warm() throws Exception {
        if (warm == null) {
            plain = directory(false);
            synchronizing = directory(true);
            List<Directory> all = new ArrayList<>(List.of(plain, synchronizing));
            if (options.selects(FirstFill.WARM)) {
                for (int i = 0; i < options.rounds() + FirstFill.WARM_UP; i++) {
                    spare.add(directory(false));
                }
            }
            all.addAll(spare);
            warm = start(all);
        }
        return warm;
    }

    /// An empty directory that the shared process knows.
    Directory spare() throws Exception {
        warm();
        return spare.removeFirst();
    }

    /// A directory that the shared process has filled.
    Directory filled(boolean syncprov) throws Exception {
        warm();
        Directory directory = filled.get(syncprov);
        if (directory == null) {
            directory = syncprov ? synchronizing : plain;
            warm.synchronize(directory, EVERYTHING);
            filled.put(syncprov, directory);
        }
        return directory;
    }

    /// What a directory holds as far as is known.
    Dump dump(Directory directory) throws Exception {
        if (!dumps.containsKey(directory)) {
            dumps.put(directory, Dump.of(directory));
        }
        return dumps.get(directory);
    }

    /// What it holds now.
    Dump freshDump(Directory directory) throws Exception {
        dumps.remove(directory);
        return dump(directory);
    }

    /// A directory with the same content, which only the floor changes.
    Directory twin(Directory directory, boolean syncprov) throws Exception {
        Directory twin = directory(syncprov);
        Floor.write(twin, Changes.between(Dump.of(twin), dump(directory).rebased(directory, twin), twin));
        return twin;
    }

    /// Measures and records one round of one participant.
    ///
    /// @param meter of the participant
    /// @param work returns how many milliseconds count
    double measure(String test, int round, String who, Meter meter, double fileMillis, Callable<Double> work)
            throws Exception {
        meter.forgetPeak();
        long operations = slapd.operations();
        long server = slapd.proc().cpuMillis();
        long cpu = meter.cpuMillis();
        double millis = work.call();
        Sample sample = new Sample(
                shape.toString(),
                options.fsync(),
                source.name(),
                test,
                round,
                who,
                millis,
                fileMillis,
                meter.cpuMillis() - cpu,
                slapd.proc().cpuMillis() - server,
                meter.peakMebibytes(),
                slapd.operations() - operations - 1,
                Proc.load());
        if (round > 0) {
            results.add(sample);
        }
        return millis;
    }

    /// Records a time that is part of another one.
    void record(String test, int round, String who, double millis) throws IOException {
        results.add(new Sample(
                shape.toString(),
                options.fsync(),
                source.name(),
                test,
                round,
                who,
                millis,
                0,
                0,
                0,
                0,
                0,
                Proc.load()));
    }

    @Override
    public void close() throws Exception {
        if (warm != null) {
            warm.close();
        }
        slapd.close();
        source.close();
        peers.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("not removed: " + folder + ": " + e);
        }
    }
}
