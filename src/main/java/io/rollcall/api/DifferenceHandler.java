package io.rollcall.api;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.request.Query;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Standing;
import io.rollcall.operation.model.StoredPlan;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.wire.ChangeListJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Answers who would be added, changed and removed in which cluster.
final class DifferenceHandler {
    /// The most plans of one answer: a filter may leave nothing of many of them.
    private static final int MOST_PLANS = 500;

    /// The most clusters that are named as unplanned.
    private static final int MOST_NAMED = 20;

    private final Fleet fleet;
    private final Operations operations;

    DifferenceHandler(Fleet fleet, Operations operations) {
        this.fleet = fleet;
        this.operations = operations;
    }

    /// Where a page begins: behind this row of this cluster.
    private record Place(String cluster, long number) {
        private static final Place BEGINNING = new Place("", 0);

        /// Of a marker that no page gave, what is before it in the order of the names.
        static Place read(String marker) {
            int end = marker.lastIndexOf('\n');
            String number = marker.substring(end + 1);
            return end > 0 && number.matches("[0-9]{1,18}")
                    ? new Place(marker.substring(0, end), Long.parseLong(number))
                    : new Place(marker, 0);
        }

        String marker() {
            return Query.keyMarker(cluster + "\n" + number);
        }
    }

    Answer list(ProjectId project, String rawQuery, Admission caller) {
        Query query = new Query(rawQuery);
        ClusterId only = query.cluster();
        ObjectKind kind = query.kind();
        List<Result.Action> actions = query.someOf("action", Result.Action.values(), Result.Action::word);
        String name = query.text("name");
        int limit = query.limit();
        String marker = query.keyMarker();
        query.refuse();
        List<Cluster> clusters = FleetHandler.visible(fleet, project, caller).stream()
                .filter(cluster -> only == null || cluster.id().equals(only))
                .sorted(Comparator.comparing(FleetHandler::nameKey))
                .toList();
        if (only != null && clusters.isEmpty()) {
            throw new ApiException(ErrorCode.CLUSTER_UNKNOWN);
        }
        Map<ClusterId, StoredPlan> plans =
                operations.plans(clusters.stream().map(Cluster::id).toList());
        Place from = marker == null ? Place.BEGINNING : Place.read(marker);
        List<ChangeListJson.Difference> rows = new ArrayList<>();
        Place next = null;
        int looked = 0;
        for (Cluster cluster : clusters) {
            String key = FleetHandler.nameKey(cluster);
            StoredPlan plan = plans.get(cluster.id());
            if (plan == null || key.compareTo(from.cluster()) < 0) {
                continue;
            }
            long after = key.equals(from.cluster()) ? from.number() : 0;
            if (rows.size() == limit || looked++ == MOST_PLANS) {
                next = new Place(key, after);
                break;
            }
            int room = limit - rows.size();
            List<Result> found = operations.differences(plan, kind, actions, name, after, room + 1);
            found.stream()
                    .limit(room)
                    .forEach(row -> rows.add(caller.view(cluster.id()).difference(cluster, plan, row)));
            if (found.size() > room) {
                next = new Place(key, rows.getLast().number());
                break;
            }
        }
        return Answer.json(
                200,
                new ChangeListJson.Differences(
                        rows, marker == null ? unplanned(clusters, plans) : null, next == null ? null : next.marker()));
    }

    private ChangeListJson.Unplanned unplanned(List<Cluster> clusters, Map<ClusterId, StoredPlan> plans) {
        List<Cluster> without = clusters.stream()
                .filter(cluster -> !plans.containsKey(cluster.id()))
                .toList();
        Map<ClusterId, Standing> standings =
                operations.standings(without.stream().map(Cluster::id).toList());
        List<Cluster> open = without.stream()
                .filter(cluster ->
                        Objects.requireNonNull(standings.get(cluster.id())).agreement() != Standing.Agreement.IN_SYNC)
                .toList();
        return new ChangeListJson.Unplanned(
                open.size(),
                open.stream()
                        .limit(MOST_NAMED)
                        .map(cluster -> new ChangeListJson.Place(cluster.id().value(), cluster.name()))
                        .toList());
    }
}
