package io.rollcall.sync.target;

import io.rollcall.cluster.IamId;

/// Where a foreign entry comes from, as far as its marks tell.
public sealed interface Provenance {
    /// A synchronization of another cluster made it, or of this one when it had another id.
    ///
    /// @param cluster the id in the mark
    /// @param id the identity that the entry stands for
    /// @param disabled whether that synchronization disabled the account
    record OtherCluster(String cluster, IamId id, boolean disabled) implements Provenance {}

    /// It carries this cluster's mark, but not where a synchronization puts entries.
    ///
    /// @param place its DN
    record Misplaced(String place) implements Provenance {}
}
