package io.rollcall.sync;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;

/// A caller whom the IAM knows, seen from one project.
///
/// @param rights what the caller may do in that project
public record Caller(IamId id, UserName name, Rights rights) {}
