package io.rollcall.server;

import io.rollcall.api.Registry;
import io.rollcall.background.LoopObserver;
import io.rollcall.background.Periodic;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.config.ClearText;
import io.rollcall.config.ClusterSettings;
import io.rollcall.config.Configuration;
import io.rollcall.config.StoredClusters;
import io.rollcall.definition.Definition;
import io.rollcall.definition.Definitions;
import io.rollcall.document.Problem;
import io.rollcall.operation.model.Requester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clusters of the configuration file and those that are stored beside them, which change by calls of the API
/// at this replica or another one, and with the file. Decides which set [ServedClusters] has. Thread-safe; one
/// change at a time.
///
/// A stored cluster whose present definition cannot be used here, because a file of its secrets is missing or
/// because the file of this replica has its directory, is not served: an older definition may be about another
/// directory. This is in the log, and it is tried again.
final class AllClusters implements Registry, AutoCloseable {
    /// Between two looks whether another replica has changed something.
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /// While a stored cluster cannot be used, all of them are read again after so many looks.
    private static final int LOOKS_PER_TRIAL = 15;

    /// How often a change is decided anew because others came in between.
    private static final int MOST_TRIES = 5;

    private static final Logger log = LoggerFactory.getLogger(AllClusters.class);

    private final Definitions definitions;
    private final ServedClusters served;
    private final ReentrantLock lock;
    private final Periodic loop;
    private volatile Configuration configuration;
    private long seen;
    private Map<ClusterId, String> taken = Map.of();
    private Map<ClusterId, ClusterSettings> understood = Map.of();
    private int looksUntilTrial;
    private Map<ClusterId, String> troubles = Map.of();

    private AllClusters(
            Configuration configuration,
            Definitions definitions,
            ServedClusters served,
            ReentrantLock lock,
            LoopObserver observer) {
        this.lock = lock;
        this.configuration = configuration;
        this.definitions = definitions;
        this.served = served;
        this.loop = new Periodic("stored-clusters", PAUSE, observer, this::look).pausingFirst();
    }

    /// Serves the clusters of the file and the stored ones.
    ///
    /// @param lock is held during each change; a caller holds it from [#prepare] until the change is taken
    /// @throws RefusedException when the file and what is stored contradict each other, or a cluster of the file
    ///     cannot be served
    static AllClusters open(
            Configuration configuration,
            Definitions definitions,
            ServedClusters served,
            ReentrantLock lock,
            LoopObserver observer)
            throws RefusedException {
        AllClusters all = new AllClusters(configuration, definitions, served, lock, observer);
        all.prepare(configuration).take();
        return all;
    }

    /// Starts to look for changes that other replicas make.
    void start() {
        loop.start();
    }

    /// A change of the whole set that is ready to be taken.
    final class Prepared {
        private final Configuration next;
        private final long number;
        private final Map<ClusterId, String> texts;
        private final StoredClusters.Reading reading;
        private final ServedClusters.Change change;
        private final Map<ClusterId, String> failed;

        private Prepared(
                Configuration next,
                long number,
                Map<ClusterId, String> texts,
                StoredClusters.Reading reading,
                ServedClusters.Change change,
                Map<ClusterId, String> failed) {
            this.next = next;
            this.number = number;
            this.texts = texts;
            this.reading = reading;
            this.change = change;
            this.failed = failed;
        }

        ServedClusters.Change change() {
            return change;
        }

        void take() {
            change.take();
            configuration = next;
            seen = number;
            taken = texts;
            understood = reading.byId();
            looksUntilTrial = LOOKS_PER_TRIAL;
            failed.forEach((id, why) -> {
                if (!why.equals(troubles.get(id))) {
                    log.atError()
                            .addKeyValue("cluster", id)
                            .addKeyValue("reason", why)
                            .log("stored cluster cannot be used as it is stored");
                }
            });
            troubles = failed;
        }
    }

    /// Prepares the set of a changed file.
    ///
    /// @throws RefusedException when the file contradicts what is stored, or cannot be served
    Prepared prepare(Configuration next) throws RefusedException {
        lock.lock();
        try {
            Definitions.Edition edition = definitions.read();
            List<Problem> problems = contradictions(next, edition);
            Map<ClusterId, String> texts = texts(edition);
            StoredClusters.Reading reading = next.stored().read(texts, Map.of());
            reading.problems().forEach((id, found) -> {
                // What is served must not be lost to another cluster of the file.
                if (served.contains(id)
                        && !troubles.containsKey(id)
                        && !next.stored().inFile(id)) {
                    problems.add(
                            new Problem("clusters", "the stored cluster '" + id + "' cannot stay: " + said(found)));
                }
            });
            if (!problems.isEmpty()) {
                throw new RefusedException(problems);
            }
            Prepared prepared = prepared(next, edition.number(), texts, reading);
            noted(next, edition, prepared);
            return prepared;
        } finally {
            lock.unlock();
        }
    }

    private static List<Problem> contradictions(Configuration next, Definitions.Edition edition) {
        List<Problem> problems = new ArrayList<>();
        Set<ClusterId> known = new HashSet<>();
        List<String> stored = new ArrayList<>();
        for (Definition definition : edition.all()) {
            ClusterId id = definition.cluster();
            known.add(id);
            if (definition.text() == null) {
                continue;
            }
            stored.add(id.value());
            if (next.stored().inFile(id)) {
                problems.add(new Problem(
                        "clusters",
                        "the cluster '" + id + "' is stored in the database too: remove it here, or there by"
                                + " 'rollcall clusters remove'"));
            }
        }
        if (!next.stored().allowed() && !stored.isEmpty()) {
            problems.add(new Problem(
                    "stored_clusters",
                    "is missing: clusters are stored in the database (" + String.join(", ", stored)
                            + "), and the folder of their secrets is not known"));
        }
        problems.addAll(next.stored().unknownIn(known));
        return problems;
    }

    /// Keeps the projects of the clusters of the file. Most often they are known, and nothing is written.
    private void noted(Configuration next, Definitions.Edition edition, Prepared prepared) {
        Map<ClusterId, ProjectId> known = new HashMap<>();
        edition.all().forEach(one -> known.put(one.cluster(), one.project()));
        Map<ClusterId, ProjectId> unknown = new LinkedHashMap<>();
        next.clusters().stream()
                .map(ClusterSettings::cluster)
                .filter(one -> !one.project().equals(known.get(one.id())))
                .forEach(one -> unknown.put(one.id(), one.project()));
        boolean kept = false;
        try {
            if (!unknown.isEmpty()) {
                definitions.note(unknown);
            }
            kept = true;
        } finally {
            if (!kept) {
                prepared.change().discard();
            }
        }
    }

    /// What is stored now, and was not read before as it is.
    private StoredClusters.Reading readAgain(Map<ClusterId, String> texts) {
        Map<ClusterId, ClusterSettings> known = new HashMap<>(understood);
        known.keySet().removeIf(id -> !Objects.equals(taken.get(id), texts.get(id)));
        return configuration.stored().read(texts, known);
    }

    private static Map<ClusterId, String> texts(Definitions.Edition edition) {
        Map<ClusterId, String> texts = new LinkedHashMap<>();
        edition.all().forEach(definition -> {
            if (definition.text() != null) {
                texts.put(definition.cluster(), definition.text());
            }
        });
        return texts;
    }

    private static String said(List<Problem> problems) {
        return String.join("; ", problems.stream().map(Problem::toString).toList());
    }

    /// A stored cluster that is served stays while its definition is the same, whether or not it can be read now.
    private Prepared prepared(
            Configuration next, long number, Map<ClusterId, String> texts, StoredClusters.Reading reading)
            throws RefusedException {
        Map<ClusterId, String> failed = new HashMap<>();
        List<ClusterSettings> stored = new ArrayList<>(reading.clusters());
        reading.problems().forEach((id, problems) -> {
            failed.put(id, said(problems));
            ClusterParts parts = served.parts(id);
            boolean same = Objects.equals(taken.get(id), texts.get(id));
            if (parts != null && same && !next.stored().inFile(id)) {
                stored.add(parts.settings());
            }
        });
        ServedClusters.Change change = served.prepare(next.clusters(), stored);
        change.failed().forEach((id, problem) -> failed.put(id, problem.toString()));
        return new Prepared(next, number, texts, reading, change, failed);
    }

    /// Takes what other replicas have changed, and tries again what could not be used.
    void look() {
        lock.lock();
        try {
            boolean trial = !troubles.isEmpty() && --looksUntilTrial <= 0;
            if (definitions.number() == seen && !trial) {
                return;
            }
            Definitions.Edition edition = definitions.read();
            Map<ClusterId, String> texts = texts(edition);
            Prepared prepared = prepared(configuration, edition.number(), texts, readAgain(texts));
            prepared.take();
            tell(prepared.change());
        } catch (RefusedException e) {
            throw new IllegalStateException("the clusters of the file are served as they are", e);
        } finally {
            lock.unlock();
        }
    }

    private void tell(ServedClusters.Change change) {
        if (change.added().isEmpty()
                && change.changed().isEmpty()
                && change.removed().isEmpty()) {
            return;
        }
        log.atInfo()
                .addKeyValue("added", change.added())
                .addKeyValue("changed", change.changed())
                .addKeyValue("removed", change.removed())
                .addKeyValue("clusters", served.all().size())
                .log("stored clusters changed");
    }

    @Override
    public Optional<Found> find(ProjectId project, ClusterId cluster) {
        Optional<Found> stored = definitions
                .find(cluster)
                .filter(one -> one.project().equals(project) && one.text() != null)
                .map(one -> new Found(cluster, one.version(), one.text()));
        return stored.isPresent() || !inFile(project, cluster) ? stored : Optional.of(new Found(cluster, 0, null));
    }

    private static @Nullable Definition stored(Definitions.Edition edition, ProjectId project, ClusterId cluster) {
        return edition.all().stream()
                .filter(one -> one.cluster().equals(cluster) && one.project().equals(project) && one.text() != null)
                .findFirst()
                .orElse(null);
    }

    private boolean inFile(ProjectId project, ClusterId cluster) {
        return configuration.clusters().stream()
                .map(ClusterSettings::cluster)
                .anyMatch(one -> one.id().equals(cluster) && one.project().equals(project));
    }

    @Override
    public Outcome add(ProjectId project, ClusterId cluster, String text, Requester by) {
        return decided(
                edition -> {
                    if (inFile(project, cluster)) {
                        return new Outcome.InFile();
                    }
                    boolean taken = configuration.stored().inFile(cluster)
                            || edition.all().stream()
                                    .anyMatch(one -> one.cluster().equals(cluster)
                                            && (one.text() != null
                                                    || !one.project().equals(project)));
                    return taken ? new Outcome.Taken() : null;
                },
                Definitions.Kind.ADDED,
                new Definition(cluster, project, 0, text),
                by);
    }

    @Override
    public Outcome change(ProjectId project, ClusterId cluster, String text, @Nullable Long version, Requester by) {
        return decided(
                edition -> refusal(edition, project, cluster, version),
                Definitions.Kind.CHANGED,
                new Definition(cluster, project, 0, text),
                by);
    }

    @Override
    public Outcome remove(ProjectId project, ClusterId cluster, @Nullable Long version, Requester by) {
        return decided(
                edition -> refusal(edition, project, cluster, version),
                Definitions.Kind.REMOVED,
                new Definition(cluster, project, 0, null),
                by);
    }

    private @Nullable Outcome refusal(
            Definitions.Edition edition, ProjectId project, ClusterId cluster, @Nullable Long version) {
        Definition now = stored(edition, project, cluster);
        if (now == null) {
            return inFile(project, cluster) ? new Outcome.InFile() : new Outcome.Unknown();
        }
        return version == null || version == now.version() ? null : new Outcome.Changed(now.version());
    }

    private interface Check {
        /// Why the change is not made; null if it may be.
        @Nullable
        Outcome refusal(Definitions.Edition edition);
    }

    /// Decides by what is stored, and writes if that is still so: the set is checked as a whole, whatever other
    /// replicas do meanwhile.
    private Outcome decided(Check check, Definitions.Kind kind, Definition wanted, Requester by) {
        lock.lock();
        try {
            for (int i = 0; i < MOST_TRIES; i++) {
                Definitions.Edition edition = definitions.read();
                if (kind != Definitions.Kind.REMOVED && !configuration.stored().allowed()) {
                    return new Outcome.Off();
                }
                Outcome refusal = check.refusal(edition);
                if (refusal != null) {
                    return refusal;
                }
                Outcome outcome = tried(edition, kind, wanted, by);
                if (outcome != null) {
                    return outcome;
                }
            }
            return new Outcome.Crowded();
        } finally {
            lock.unlock();
        }
    }

    /// @return null if another change came in between
    private @Nullable Outcome tried(
            Definitions.Edition edition, Definitions.Kind kind, Definition wanted, Requester by) {
        ClusterId cluster = wanted.cluster();
        Map<ClusterId, String> texts = texts(edition);
        texts.remove(cluster);
        if (wanted.text() != null) {
            // The last one: what is wrong between two of them is wrong with this one.
            texts.put(cluster, wanted.text());
        }
        StoredClusters.Reading reading = readAgain(texts);
        List<Problem> problems = reading.problems().get(cluster);
        if (problems != null) {
            return new Outcome.Invalid(problems);
        }
        Prepared prepared;
        try {
            prepared = prepared(configuration, edition.number() + 1, texts, reading);
        } catch (RefusedException e) {
            throw new IllegalStateException("the clusters of the file are served as they are", e);
        }
        boolean written = false;
        try {
            Problem problem = prepared.change().failed().get(cluster);
            if (problem != null) {
                return new Outcome.Invalid(List.of(problem));
            }
            written = definitions.write(edition.number(), cluster, wanted.project(), kind, wanted.text(), by);
            if (!written) {
                return null;
            }
        } finally {
            if (!written) {
                prepared.change().discard();
            }
        }
        prepared.take();
        if (kind != Definitions.Kind.REMOVED) {
            ClearText.of(Objects.requireNonNull(served.parts(cluster)).settings())
                    .forEach(open ->
                            log.atWarn().addKeyValue("connection", open).log("not encrypted, as insecure says"));
        }
        tell(prepared.change());
        return new Outcome.Done(edition.number() + 1);
    }

    /// Stops to look for changes.
    @Override
    public void close() {
        loop.close();
    }
}
