package io.rollcall.api;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.document.Problem;
import io.rollcall.operation.model.Requester;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where clusters are defined: in the configuration file, or stored beside those of the file, which callers may
/// change. Thread-safe.
public interface Registry {
    /// A definition.
    ///
    /// @param version 0 for a cluster of the file
    /// @param text in JSON; null for a cluster of the file, whose section is not told
    record Found(ClusterId cluster, long version, @Nullable String text) {}

    /// What becomes of a change.
    sealed interface Outcome {
        /// It is stored, and this process serves the cluster accordingly.
        ///
        /// @param version of the definition, or of its removal
        record Done(long version) implements Outcome {}

        /// The definition cannot be used.
        ///
        /// @param problems at least one
        record Invalid(List<Problem> problems) implements Outcome {}

        /// There is no such cluster in the project.
        record Unknown() implements Outcome {}

        /// The configuration does not let clusters be stored.
        record Off() implements Outcome {}

        /// The id is taken, or was, by a cluster that this change may not touch.
        record Taken() implements Outcome {}

        /// The cluster is in the configuration file.
        record InFile() implements Outcome {}

        /// The definition has another version than the caller has read.
        record Changed(long version) implements Outcome {}

        /// Other changes came in between, again and again.
        record Crowded() implements Outcome {}
    }

    /// The definition of a cluster of that project.
    Optional<Found> find(ProjectId project, ClusterId cluster);

    /// Stores a cluster.
    ///
    /// @param text its section, in JSON, with that id and that project
    Outcome add(ProjectId project, ClusterId cluster, String text, Requester by);

    /// Replaces the definition of a stored cluster.
    ///
    /// @param version that the caller has read; null for any
    Outcome change(ProjectId project, ClusterId cluster, String text, @Nullable Long version, Requester by);

    /// Removes a stored cluster. Its directory and what was requested for it stay as they are.
    ///
    /// @param version that the caller has read; null for any
    Outcome remove(ProjectId project, ClusterId cluster, @Nullable Long version, Requester by);
}
