package io.rollcall.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// The servers and the account of one shape, which the cases share: a directory that one of them has filled is
/// there for the next.
final class World implements AutoCloseable {
    /// Makes a directory.
    interface Maker {
        Directory directory() throws Exception;
    }

    /// For each server. A worker thread of `slapd` can remember about 50 databases that it has read; one more, and it
    /// answers _internal error_ (80).
    private static final int DATABASES = 30;

    static final String EVERYTHING = "{\"is_all_sync\": true}";

    final Options options;
    final Shape shape;
    final Account account;
    private final List<Slapd> slapds = new ArrayList<>();
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
    }

    /// Rounds of a case before those that count.
    private int warmUp() {
        return options.warmUp().orElse(shape.warmUp);
    }

    /// The number of the first round of a case with a warm process: 1 is the first that counts.
    int firstRound() {
        return 1 - warmUp();
    }

    /// A directory as before the first synchronization.
    Directory directory(boolean syncprov) throws Exception {
        if (directories % DATABASES == 0) {
            Path own = Files.createDirectories(folder.resolve("slapd" + slapds.size()));
            slapds.add(Slapd.start(own, options.root(), options.fsync()));
        }
        return slapds.getLast().database("d" + directories++, options.root(), syncprov);
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
                for (int i = 0; i < options.rounds() + warmUp(); i++) {
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
        long operations = operations();
        long server = serverCpuMillis();
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
                serverCpuMillis() - server,
                meter.peakMebibytes(),
                operations() - operations - slapds.size(),
                Proc.load());
        if (round > 0) {
            results.add(sample);
        }
        return millis;
    }

    private long operations() throws Exception {
        long sum = 0;
        for (Slapd slapd : slapds) {
            sum += slapd.operations();
        }
        return sum;
    }

    private long serverCpuMillis() throws Exception {
        long sum = 0;
        for (Slapd slapd : slapds) {
            sum += slapd.proc().cpuMillis();
        }
        return sum;
    }

    /// Measures a bare fetch of what the IAM is asked for, where it is asked over HTTP.
    void fetch(String test, int round) throws Exception {
        OptionalDouble millis = source.fetch();
        if (millis.isPresent() && round > 0) {
            record(test, round, "fetch", millis.getAsDouble());
        }
    }

    /// Records a time that explains another one, without what it cost.
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
        slapds.forEach(Slapd::close);
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
