package io.rollcall.server;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Trouble;
import io.rollcall.config.ClusterSettings;
import io.rollcall.config.ManagerSettings;
import io.rollcall.document.Problem;
import io.rollcall.operation.model.Schedule;
import io.rollcall.operation.served.Lifetime;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.ops.Readiness;
import io.rollcall.wire.ConfigurationJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The clusters that this process serves: the one place where the set changes. All others look at it when they
/// need to know, and none is notified. A change is prepared, which can fail, and then taken, which cannot.
/// Thread-safe, except that only one change may be under way.
final class ServedClusters implements AutoCloseable {
    private final ClusterParts.Surroundings surroundings;

    /// Those that are replaced or removed, and still in use.
    private final Set<Lifetime> ending = ConcurrentHashMap.newKeySet();

    private volatile View now = View.of(Map.of());

    ServedClusters(ClusterParts.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// The set as it is at one moment, as each of its readers needs it. Immutable.
    ///
    /// @param directories checks of the directories that are not part of this process, by the id of the cluster
    /// @param realms checks of the KDCs, likewise
    private record View(
            Map<ClusterId, ClusterParts> parts,
            Map<ClusterId, ServedCluster> served,
            Map<ClusterId, Schedule> schedules,
            Map<String, Readiness.Check> directories,
            Map<String, Readiness.Check> realms) {
        static View of(Map<ClusterId, ClusterParts> parts) {
            Map<ClusterId, ServedCluster> served = new LinkedHashMap<>();
            Map<ClusterId, Schedule> schedules = new LinkedHashMap<>();
            Map<String, Readiness.Check> directories = new LinkedHashMap<>();
            Map<String, Readiness.Check> realms = new LinkedHashMap<>();
            parts.forEach((id, part) -> {
                served.put(id, part.served());
                part.settings().schedule().ifPresent(schedule -> schedules.put(id, schedule));
                part.manager().checks().forEach((name, check) -> {
                    if (name.equals(ClusterParts.KDC)) {
                        realms.put(id.value(), check);
                    } else if (!part.embedded()) {
                        directories.put(id.value(), check);
                    }
                });
            });
            return new View(
                    Map.copyOf(parts),
                    Map.copyOf(served),
                    Map.copyOf(schedules),
                    Map.copyOf(directories),
                    Map.copyOf(realms));
        }
    }

    /// A change that is ready to be taken, and what it does.
    final class Change {
        private final View view;
        private final List<Lifetime> opened;
        private final List<Lifetime> ended;
        private final List<ClusterId> added;
        private final List<ClusterId> changed;
        private final List<ClusterId> removed;
        private final Map<ClusterId, Problem> failed;

        /// @param opened Managers that are new in it
        /// @param ended Managers that it no longer has
        private Change(
                View view,
                List<Lifetime> opened,
                List<Lifetime> ended,
                List<ClusterId> added,
                List<ClusterId> changed,
                List<ClusterId> removed,
                Map<ClusterId, Problem> failed) {
            this.view = view;
            this.opened = opened;
            this.ended = ended;
            this.failed = failed;
            this.added = added;
            this.changed = changed;
            this.removed = removed;
        }

        List<ClusterId> added() {
            return added;
        }

        List<ClusterId> changed() {
            return changed;
        }

        List<ClusterId> removed() {
            return removed;
        }

        /// Why stored clusters cannot be served as they are stored: they are not.
        Map<ClusterId, Problem> failed() {
            return failed;
        }

        /// Ends what was made for this change, which is not taken.
        void discard() {
            opened.forEach(Lifetime::end);
        }

        /// Serves the clusters of this change from now on. Running operations end on the parts that they began
        /// with.
        void take() {
            now = view;
            ending.removeIf(Lifetime::closed);
            ending.addAll(ended);
            ended.forEach(Lifetime::end);
        }
    }

    /// Makes the parts of all clusters that are new or changed. Those that are the same, and Managers that are,
    /// stay.
    ///
    /// @param file those of the file, which all have to be made
    /// @param stored those beside them, of which each one may fail; then it is not in the set
    /// @throws RefusedException when those of the file cannot be made; then nothing is left of it
    Change prepare(List<ClusterSettings> file, List<ClusterSettings> stored) throws RefusedException {
        View before = now;
        List<ClusterSettings> wanted = new ArrayList<>(file);
        wanted.addAll(stored);
        Map<ClusterId, Problem> failed = new LinkedHashMap<>();
        Map<ClusterId, ClusterParts> parts = new LinkedHashMap<>();
        List<Lifetime> opened = new ArrayList<>();
        List<ClusterId> added = new ArrayList<>();
        List<ClusterId> changed = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            ClusterSettings settings = wanted.get(i);
            ClusterId id = settings.cluster().id();
            ClusterParts old = before.parts().get(id);
            if (old != null
                    && old.settings()
                            .written()
                            .whole()
                            .equals(settings.written().whole())) {
                parts.put(id, old);
                continue;
            }
            boolean ofFile = i < file.size();
            String place = ofFile ? "clusters[" + i + "].manager" : "manager";
            Problem problem = null;
            try {
                if (old != null
                        && old.settings()
                                .written()
                                .manager()
                                .equals(settings.written().manager())) {
                    parts.put(id, old.with(settings, surroundings));
                } else if (old != null && (old.embedded() || settings.manager() instanceof ManagerSettings.Embedded)) {
                    problem = new Problem(place, "an embedded directory can only be changed by a restart");
                } else {
                    ClusterParts fresh = ClusterParts.open(settings, surroundings);
                    opened.add(fresh.manager().lifetime());
                    parts.put(id, fresh);
                }
            } catch (IOException e) {
                problem = new Problem(place, "cannot be started: " + Trouble.of(e));
            } catch (IllegalArgumentException e) {
                problem = new Problem(place, String.valueOf(e.getMessage()));
            }
            if (problem == null) {
                (old == null ? added : changed).add(id);
            } else if (ofFile) {
                problems.add(problem);
            } else {
                failed.put(id, problem);
            }
        }
        if (!problems.isEmpty()) {
            opened.forEach(Lifetime::end);
            throw new RefusedException(problems);
        }
        Set<Lifetime> kept = ConcurrentHashMap.newKeySet();
        parts.values().forEach(part -> kept.add(part.manager().lifetime()));
        List<Lifetime> ended = before.parts().values().stream()
                .map(part -> part.manager().lifetime())
                .filter(lifetime -> !kept.contains(lifetime))
                .toList();
        List<ClusterId> removed = before.parts().keySet().stream()
                .filter(id -> !parts.containsKey(id))
                .sorted()
                .toList();
        return new Change(View.of(parts), opened, ended, added, changed, removed, failed);
    }

    Optional<ServedCluster> find(ClusterId id) {
        return Optional.ofNullable(now.served().get(id));
    }

    boolean contains(ClusterId id) {
        return now.served().containsKey(id);
    }

    /// All of them, as they are now.
    Map<ClusterId, ServedCluster> all() {
        return now.served();
    }

    /// The schedules of those that have one.
    Map<ClusterId, Schedule> schedules() {
        return now.schedules();
    }

    /// The checks of the directories that are not part of this process; the same map until the set changes.
    Map<String, Readiness.Check> directories() {
        return now.directories();
    }

    /// The checks of the KDCs, likewise.
    Map<String, Readiness.Check> realms() {
        return now.realms();
    }

    /// The checks of a cluster's servers; empty if it is not served.
    Map<String, Readiness.Check> checks(ClusterId id) {
        ClusterParts parts = now.parts().get(id);
        return parts == null ? Map.of() : parts.manager().checks();
    }

    /// The settings and the Manager of one.
    @Nullable
    ClusterParts parts(ClusterId id) {
        return now.parts().get(id);
    }

    /// What the configuration says about one, for the API; empty if it is not served.
    Optional<ConfigurationJson> shown(ClusterId id) {
        return Optional.ofNullable(parts(id))
                .map(parts ->
                        ShownConfiguration.of(parts.settings(), parts.manager().directory()));
    }

    /// Whether the settings of any cluster fulfil a condition.
    boolean any(Predicate<ClusterSettings> condition) {
        return now.parts().values().stream().anyMatch(part -> condition.test(part.settings()));
    }

    /// Closes the parts of all clusters, also those that are still in use.
    @Override
    public void close() {
        View last = now;
        now = View.of(Map.of());
        last.parts().values().forEach(part -> part.manager().lifetime().cut());
        ending.forEach(Lifetime::cut);
    }
}
