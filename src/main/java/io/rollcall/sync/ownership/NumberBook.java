package io.rollcall.sync.ownership;

import io.rollcall.cluster.IamId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The POSIX numbers that were ever given in one directory. They stay in the book when an account is deleted, so
/// that a number is never given to another user, and a user who returns gets the old one (R26). Where an
/// owned entry has another number than the book says, the entry is right.
///
/// @param users the user number of each IAM user that ever had one
/// @param groups the group number of each IAM group that ever had one
/// @param refused numbers that the directory refused: they are used where this service cannot read
public record NumberBook(Map<IamId, Integer> users, Map<IamId, Integer> groups, Set<Integer> refused) {
    /// A book in which nothing is written.
    public static final NumberBook EMPTY = new NumberBook(Map.of(), Map.of(), Set.of());

    /// This book where it does not speak of some users and groups, and another one where it does. Refused numbers
    /// of both stay refused.
    ///
    /// @param ids the users and groups
    /// @param theirs the numbers of these alone
    public NumberBook with(Set<IamId> ids, NumberBook theirs) {
        Set<Integer> allRefused = new HashSet<>(refused);
        allRefused.addAll(theirs.refused);
        return new NumberBook(Patched.of(users, ids, theirs.users), Patched.of(groups, ids, theirs.groups), allRefused);
    }
}
