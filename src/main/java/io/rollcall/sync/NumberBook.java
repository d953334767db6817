package io.rollcall.sync;

import io.rollcall.cluster.IamId;
import java.util.Map;

/// The POSIX numbers that were ever given in one directory. They stay in the book when an account goes, so
/// that a number
/// is never given to somebody else, and somebody who comes back gets the old one (decision 26).
///
/// @param users the user number of each IAM user that ever had one
/// @param groups the group number of each IAM group that ever had one
/// @param next no number from here on was ever given
public record NumberBook(Map<IamId, Integer> users, Map<IamId, Integer> groups, int next) {
    /// The first number that a new directory gives: above the ranges of distributions and of the Manager
    /// itself.
    public static final int FIRST = 20_000;

    /// A book in which nothing is written.
    public static final NumberBook EMPTY = new NumberBook(Map.of(), Map.of(), FIRST);
}
