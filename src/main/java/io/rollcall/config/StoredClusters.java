package io.rollcall.config;

import io.rollcall.cluster.ClusterId;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Environment;
import io.rollcall.document.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads clusters that are stored beside those of a configuration file: the same sections, by the same reader, and
/// with the same checks, which concern both. Immutable and thread-safe.
///
/// A stored cluster holds no secret. It names files in a folder of its own, below the folder that the configuration
/// has for them, so that no caller can have any other file read.
public final class StoredClusters {
    /// Where none may be stored, and no cluster is in a file.
    public static final StoredClusters NONE = new StoredClusters(
            Optional.empty(), false, new ClusterReader(Secrets.confinedTo(Path.of("/"), false), 0), Map.of());

    private final Optional<Path> secrets;
    private final boolean readable;
    private final ClusterReader file;
    private final Map<ClusterId, String> unknown;

    /// @param secrets the folder that has a folder for each of them; empty where no cluster may be stored
    /// @param readable whether others on this machine may read those files
    /// @param file has read the clusters of the file
    /// @param unknown the clusters of grants that are not in the file, with the place of each
    StoredClusters(Optional<Path> secrets, boolean readable, ClusterReader file, Map<ClusterId, String> unknown) {
        this.secrets = secrets;
        this.readable = readable;
        this.file = file.copy();
        this.unknown = new TreeMap<>(unknown);
    }

    /// What was read.
    ///
    /// @param clusters those that can be used, in the order of their definitions
    /// @param problems of the others
    public record Reading(List<ClusterSettings> clusters, Map<ClusterId, List<Problem>> problems) {
        public Reading {
            clusters = List.copyOf(clusters);
            problems = Map.copyOf(problems);
        }

        /// Those that can be used.
        public Map<ClusterId, ClusterSettings> byId() {
            Map<ClusterId, ClusterSettings> found = new HashMap<>();
            clusters.forEach(one -> found.put(one.cluster().id(), one));
            return found;
        }
    }

    /// Whether clusters may be stored at all.
    public boolean allowed() {
        return secrets.isPresent();
    }

    /// Whether a cluster is in the file.
    public boolean inFile(ClusterId id) {
        return file.ids().contains(id.value());
    }

    /// A problem for each cluster of a grant that is neither in the file nor among these.
    public List<Problem> unknownIn(Set<ClusterId> stored) {
        List<Problem> problems = new ArrayList<>();
        unknown.forEach((id, place) -> {
            if (!stored.contains(id)) {
                problems.add(new Problem(place, "there is no cluster '" + id + "' in this file, and none is stored"));
            }
        });
        return problems;
    }

    /// The clusters of grants that are not in the file, in the order of their ids.
    public List<ClusterId> unknown() {
        return List.copyOf(unknown.keySet());
    }

    /// Reads definitions.
    ///
    /// @param definitions in JSON, by the ids of their clusters
    /// @param known what this object has read before of definitions that are the same; they are not read again
    public Reading read(Map<ClusterId, String> definitions, Map<ClusterId, ClusterSettings> known) {
        ClusterReader reader = file.copy();
        List<ClusterSettings> clusters = new ArrayList<>();
        Map<ClusterId, List<Problem>> problems = new LinkedHashMap<>();
        definitions.forEach((id, definition) -> {
            ClusterSettings before = known.get(id);
            if (before != null) {
                reader.know(before);
                clusters.add(before);
                return;
            }
            try {
                clusters.add(read(id, definition, reader));
            } catch (DocumentException e) {
                problems.put(id, e.problems());
            }
        });
        return new Reading(clusters, problems);
    }

    private ClusterSettings read(ClusterId id, String definition, ClusterReader reader) throws DocumentException {
        if (secrets.isEmpty()) {
            throw new DocumentException(
                    id.value(), List.of(new Problem("", "the configuration has no 'stored_clusters'")));
        }
        ClusterReader own = reader.with(Secrets.confinedTo(secrets.get().resolve(id.value()), readable));
        return Document.read(
                id.value(), definition.getBytes(StandardCharsets.UTF_8), StoredClusters::literally, own::read);
    }

    private static String literally(String value) {
        if (value.contains("${")) {
            throw new IllegalArgumentException("names an environment variable, which only the configuration file may");
        }
        return new Environment(Map.of()).apply(value);
    }
}
