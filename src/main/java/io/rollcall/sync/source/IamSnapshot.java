package io.rollcall.sync.source;

import io.rollcall.cluster.IamId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What one read of the IAM said about one project. For a selection by name it holds the named users with all
/// their groups and the named groups; for everything it holds all users and groups.
///
/// @param users in any order, ids are unique; kept in the order of the ids, because an IAM may list them in
///     another order every time and the same state has to give the same plan
/// @param groups likewise
/// @param completeness whether absence from this snapshot means absence from the IAM
/// @param unclear users who count as disabled because what the IAM says about that is neither yes nor no, each with
///     what it says, for people
public record IamSnapshot(
        List<IamUser> users, List<IamGroup> groups, Completeness completeness, Map<IamId, String> unclear) {
    public IamSnapshot {
        unclear = Map.copyOf(unclear);
        users = users.stream().sorted(Comparator.comparing(IamUser::id)).toList();
        groups = groups.stream().sorted(Comparator.comparing(IamGroup::id)).toList();
    }

    /// One in which everything is clear.
    public IamSnapshot(List<IamUser> users, List<IamGroup> groups, Completeness completeness) {
        this(users, groups, completeness, Map.of());
    }

    /// The same content in the objects of an earlier read: the earlier snapshot itself if nothing differs, else its
    /// object for each user and group that is still the same. So what did not change is in memory once, and a
    /// comparison finds it by identity.
    ///
    /// @param earlier null if there is none
    public IamSnapshot after(@Nullable IamSnapshot earlier) {
        if (earlier == null) {
            return this;
        }
        IamSnapshot known = new IamSnapshot(
                known(users, earlier.users, IamUser::id),
                known(groups, earlier.groups, IamGroup::id),
                completeness,
                unclear);
        return known.equals(earlier) ? earlier : known;
    }

    /// Both lists are in the order of the ids.
    private static <T> List<T> known(List<T> now, List<T> earlier, Function<T, IamId> id) {
        List<T> known = new ArrayList<>(now.size());
        int before = 0;
        for (T one : now) {
            while (before < earlier.size() && id.apply(earlier.get(before)).compareTo(id.apply(one)) < 0) {
                before++;
            }
            boolean same = before < earlier.size() && earlier.get(before).equals(one);
            known.add(same ? earlier.get(before) : one);
        }
        return known;
    }
}
