package io.rollcall.sync.target;

import io.rollcall.cluster.IamId;

/// The mark on an entry of the Manager which says that this service made it, for this cluster, from this identity
/// (R20). An entry without it, or with another cluster's, is foreign and is never touched.
///
/// @param id the IAM id that the entry stands for
public record OwnerMark(IamId id) {}
