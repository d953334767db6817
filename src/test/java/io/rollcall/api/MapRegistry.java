package io.rollcall.api;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.document.Problem;
import io.rollcall.operation.model.Requester;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Definitions in memory, which nothing serves. A definition without a `name` cannot be used.
final class MapRegistry implements Registry {
    private final Map<ClusterId, ProjectId> file;
    private final Map<ClusterId, ProjectId> projects = new HashMap<>();
    private final Map<ClusterId, Found> stored = new HashMap<>();
    private long last;

    /// @param file the clusters of the configuration file
    MapRegistry(Map<ClusterId, ProjectId> file) {
        this.file = file;
    }

    @Override
    public synchronized Optional<Found> find(ProjectId project, ClusterId cluster) {
        if (project.equals(file.get(cluster))) {
            return Optional.of(new Found(cluster, 0, null));
        }
        return project.equals(projects.get(cluster)) ? Optional.ofNullable(stored.get(cluster)) : Optional.empty();
    }

    @Override
    public synchronized Outcome add(ProjectId project, ClusterId cluster, String text, Requester by) {
        if (project.equals(file.get(cluster))) {
            return new Outcome.InFile();
        }
        boolean taken = file.containsKey(cluster)
                || stored.containsKey(cluster)
                || !project.equals(projects.getOrDefault(cluster, project));
        return taken ? new Outcome.Taken() : put(project, cluster, text);
    }

    @Override
    public synchronized Outcome change(
            ProjectId project, ClusterId cluster, String text, @Nullable Long version, Requester by) {
        Outcome refusal = refusal(project, cluster, version);
        return refusal == null ? put(project, cluster, text) : refusal;
    }

    @Override
    public synchronized Outcome remove(ProjectId project, ClusterId cluster, @Nullable Long version, Requester by) {
        Outcome refusal = refusal(project, cluster, version);
        if (refusal != null) {
            return refusal;
        }
        stored.remove(cluster);
        return new Outcome.Done(++last);
    }

    private Outcome put(ProjectId project, ClusterId cluster, String text) {
        if (!text.contains("\"name\"")) {
            return new Outcome.Invalid(List.of(new Problem("name", "is missing")));
        }
        projects.put(cluster, project);
        stored.put(cluster, new Found(cluster, ++last, text));
        return new Outcome.Done(last);
    }

    private @Nullable Outcome refusal(ProjectId project, ClusterId cluster, @Nullable Long version) {
        Found found = find(project, cluster).orElse(null);
        if (found == null) {
            return new Outcome.Unknown();
        }
        if (found.text() == null) {
            return new Outcome.InFile();
        }
        return version == null || version == found.version() ? null : new Outcome.Changed(found.version());
    }
}
