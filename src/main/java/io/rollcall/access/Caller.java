package io.rollcall.access;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import java.util.Set;

/// A caller whom the IAM knows, seen from one project.
///
/// @param subjects the subjects of grants that match the caller
/// @param rights what the IAM lets the caller do in that project
public record Caller(IamId id, UserName name, Set<Subject> subjects, Rights rights) {
    public Caller {
        subjects = Set.copyOf(subjects);
    }
}
