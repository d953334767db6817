package io.rollcall.access;

import io.rollcall.cluster.ClusterId;
import io.rollcall.policy.Action;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the configuration allows callers, in addition to the IAM.
public record Grants(List<Grant> all) {
    /// Nothing is granted.
    public static final Grants NONE = new Grants(List.of());

    public Grants {
        all = List.copyOf(all);
    }

    /// One grant of the configuration.
    ///
    /// @param to subjects; a caller that matches any of them has the grant
    /// @param clusters only these; empty for all
    public record Grant(Set<Subject> to, Set<Action> actions, Optional<Set<ClusterId>> clusters) {
        public Grant {
            to = Set.copyOf(to);
            actions = Set.copyOf(actions);
            clusters = clusters.map(Set::copyOf);
        }

        private boolean counts(Caller caller, Action action, @Nullable ClusterId cluster) {
            return actions.contains(action)
                    && (clusters.isEmpty() || (cluster != null && clusters.get().contains(cluster)))
                    && !Collections.disjoint(to, caller.subjects());
        }
    }

    boolean allow(Caller caller, Action action, @Nullable ClusterId cluster) {
        return all.stream().anyMatch(grant -> grant.counts(caller, action, cluster));
    }
}
