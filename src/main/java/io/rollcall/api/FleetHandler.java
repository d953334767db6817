package io.rollcall.api;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.answer.View;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.request.Query;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.Page;
import io.rollcall.operation.model.Person;
import io.rollcall.operation.model.Standing;
import io.rollcall.ops.ClusterHealth;
import io.rollcall.policy.Action;
import io.rollcall.wire.ClusterListJson;
import io.rollcall.wire.ConfigurationJson;
import io.rollcall.wire.UserJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers the calls about all clusters of a project that the caller may see, and about users across them.
final class FleetHandler {
    /// How long a caller should wait before the IAM is asked again.
    private static final Duration IAM_PAUSE = Duration.ofSeconds(5);

    private final Fleet fleet;
    private final Operations operations;

    FleetHandler(Fleet fleet, Operations operations) {
        this.fleet = fleet;
        this.operations = operations;
    }

    /// By what clusters are sorted.
    enum SortKey {
        NAME,
        STATE,
        VERIFIED_AT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Which clusters are wanted, in which order.
    ///
    /// @param states null for all
    /// @param name what the name or the id has to contain, in any letter case; null for all
    /// @param marker the key of the last row of the page before; null from the beginning
    private record Asked(
            @Nullable List<Standing.Agreement> states,
            @Nullable String name,
            SortKey key,
            SortDirection direction,
            int limit,
            @Nullable String marker) {
        static Asked read(String rawQuery) {
            Query query = new Query(rawQuery);
            SortKey key = query.oneOf("sort_key", SortKey.values(), SortKey::word);
            SortDirection direction = query.oneOf("sort_dir", SortDirection.values(), SortDirection::word);
            Asked asked = new Asked(
                    query.someOf("state", Standing.Agreement.values(), Standing.Agreement::word),
                    query.text("name"),
                    key == null ? SortKey.NAME : key,
                    direction == null ? SortDirection.ASC : direction,
                    query.limit(),
                    query.keyMarker());
            query.refuse();
            return asked;
        }

        boolean wants(Standing standing) {
            return states == null || states.contains(standing.agreement());
        }

        /// Whether the page can only be chosen once the standing of every cluster is known.
        boolean needsStandings() {
            return states != null || key != SortKey.NAME;
        }
    }

    /// A cluster at its place in the order.
    private record Candidate(String key, Cluster cluster) {}

    /// Whether the caller may see any cluster of the project.
    static boolean seesAny(Fleet fleet, ProjectId project, Admission caller) {
        return fleet.all().stream().anyMatch(cluster -> sees(cluster, project, caller));
    }

    private static boolean sees(Cluster cluster, ProjectId project, Admission caller) {
        return cluster.project().equals(project) && caller.may(Action.READ_OPERATIONS, cluster.id());
    }

    private List<Cluster> visible(ProjectId project, Admission caller) {
        return visible(fleet, project, caller);
    }

    /// The clusters of the project that the caller may see, in any order.
    static List<Cluster> visible(Fleet fleet, ProjectId project, Admission caller) {
        return fleet.all().stream()
                .filter(cluster -> sees(cluster, project, caller))
                .toList();
    }

    Answer clusters(ProjectId project, String rawQuery, Admission caller) {
        Asked asked = Asked.read(rawQuery);
        List<Cluster> named = visible(project, caller).stream()
                .filter(cluster -> isNamed(cluster, asked.name()))
                .toList();
        Map<ClusterId, Standing> standings = asked.needsStandings() ? standings(named) : Map.of();
        Comparator<String> order =
                asked.direction() == SortDirection.ASC ? Comparator.naturalOrder() : Comparator.reverseOrder();
        String marker = asked.marker();
        List<Candidate> candidates = named.stream()
                .filter(cluster ->
                        !asked.needsStandings() || asked.wants(Objects.requireNonNull(standings.get(cluster.id()))))
                .map(cluster -> new Candidate(key(cluster, asked.key(), standings.get(cluster.id())), cluster))
                .filter(candidate -> marker == null || order.compare(candidate.key(), marker) > 0)
                .sorted(Comparator.comparing(Candidate::key, order))
                .toList();
        Page<Candidate> page = page(candidates, asked.limit(), Candidate::key);
        List<Cluster> shown = page.rows().stream().map(Candidate::cluster).toList();
        Map<ClusterId, Standing> known = asked.needsStandings() ? standings : standings(shown);
        Map<ClusterId, Map<String, ClusterHealth.Part>> health =
                fleet.health(shown.stream().map(Cluster::id).toList());
        return Answer.json(
                200,
                new ClusterListJson(
                        shown.stream()
                                .map(cluster -> caller.view(cluster.id())
                                        .cluster(
                                                cluster,
                                                Objects.requireNonNull(known.get(cluster.id())),
                                                health.getOrDefault(cluster.id(), Map.of())))
                                .toList(),
                        page.next()));
    }

    private Map<ClusterId, Standing> standings(Collection<Cluster> clusters) {
        return operations.standings(clusters.stream().map(Cluster::id).toList());
    }

    private static boolean isNamed(Cluster cluster, @Nullable String part) {
        if (part == null) {
            return true;
        }
        String wanted = part.toLowerCase(Locale.ROOT);
        return cluster.name().toLowerCase(Locale.ROOT).contains(wanted)
                || cluster.id().value().toLowerCase(Locale.ROOT).contains(wanted);
    }

    /// Different for each cluster, so that a page can go on behind it.
    private static String key(Cluster cluster, SortKey key, @Nullable Standing standing) {
        String name = nameKey(cluster);
        if (standing == null) {
            return name;
        }
        return switch (key) {
            case NAME -> name;
            case STATE ->
                switch (standing.agreement()) {
                    case DIFFERS -> "0 " + name;
                    case UNKNOWN -> "1 " + name;
                    case IN_SYNC -> "2 " + name;
                };
            case VERIFIED_AT ->
                "%015d %s"
                        .formatted(
                                standing.verifiedAt() == null
                                        ? 0
                                        : standing.verifiedAt().toEpochMilli(),
                                name);
        };
    }

    /// The place of a cluster among all by name.
    static String nameKey(Cluster cluster) {
        return cluster.name().toLowerCase(Locale.ROOT) + "\n" + cluster.id();
    }

    private static <T> Page<T> page(List<T> all, int limit, Function<T, String> key) {
        if (all.size() <= limit) {
            return new Page<>(all, null);
        }
        List<T> shown = all.subList(0, limit);
        return new Page<>(shown, Query.keyMarker(key.apply(shown.getLast())));
    }

    Answer user(ProjectId project, UserName name, String rawQuery, Admission caller) {
        Query query = new Query(rawQuery);
        ClusterId only = query.cluster();
        int limit = query.limit();
        String marker = query.keyMarker();
        query.refuse();
        List<Candidate> candidates = new ArrayList<>();
        for (Cluster cluster : visible(project, caller)) {
            String key = key(cluster, SortKey.NAME, null);
            if ((only == null || cluster.id().equals(only)) && (marker == null || key.compareTo(marker) > 0)) {
                candidates.add(new Candidate(key, cluster));
            }
        }
        if (only != null && candidates.isEmpty() && marker == null) {
            throw new ApiException(ErrorCode.CLUSTER_UNKNOWN);
        }
        candidates.sort(Comparator.comparing(Candidate::key));
        Page<Candidate> page = page(candidates, limit, Candidate::key);
        List<Person> found = asked(() -> operations
                .people()
                .explain(
                        name,
                        page.rows().stream().map(one -> one.cluster().id()).toList()));
        return Answer.json(
                200,
                new UserJson(
                        name.value(),
                        found.stream()
                                .map(person ->
                                        caller.view(person.cluster().id()).person(person))
                                .toList(),
                        page.next()));
    }

    Answer configuration(Cluster cluster, View view) {
        ConfigurationJson found =
                fleet.configuration(cluster.id()).orElseThrow(() -> new ApiException(ErrorCode.CLUSTER_UNKNOWN));
        return Answer.json(200, view.configuration(found));
    }

    Answer users(Cluster cluster, String rawQuery, View view) {
        Query query = new Query(rawQuery);
        String part = query.text("name");
        Boolean eligible = query.flag("is_eligible");
        int limit = query.limit();
        String marker = query.keyMarker();
        query.refuse();
        Page<Person.Listed> page =
                asked(() -> operations.people().list(cluster.id(), part == null ? "" : part, eligible, limit, marker));
        String next = page.next();
        return Answer.json(
                200,
                new UserJson.Listing(
                        page.rows().stream().map(view::listed).toList(), next == null ? null : Query.keyMarker(next)));
    }

    private interface Question<T> {
        T ask() throws UnavailableException;
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (UnavailableException e) {
            throw Dispatcher.unavailable(e, IAM_PAUSE);
        }
    }
}
