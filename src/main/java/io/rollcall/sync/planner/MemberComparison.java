package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.NumberedSet;
import io.rollcall.cluster.Numbering;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// In which members a group of the Manager differs from what a plan wants. Each user and each account is looked up
/// once; after that a membership is a comparison of two numbers. So [GroupPlan] has to look only at what differs.
/// Not thread-safe; confined to one plan.
final class MemberComparison {
    /// The user has no account after the plan.
    private static final int NO_ACCOUNT = -1;

    /// The account is new, or gets another name: its groups change.
    private static final int MOVES = -2;

    private final CorrelatedState correlated;
    private final SelectedIdentities selected;
    private final Numbering<IamId> users;
    private final Numbering<UserName> accounts;

    /// By the number of each user, the number of the account, or one of the constants.
    private final int[] accountOf;

    /// By the number of each account, the last comparison in which it was marked.
    private final int[] markedIn;

    private int comparison;

    /// By the number of each user, the place of the account's name among all such names, or [#NO_ACCOUNT]; null
    /// until it is needed. Sorting names anew for each group was a third of the planning of a first fill.
    private int @Nullable [] placeOf;

    /// The names in their order.
    private List<UserName> names = List.of();

    MemberComparison(CorrelatedState correlated) {
        this.correlated = correlated;
        selected = correlated.selected;
        users = selected.numbers;
        accounts = correlated.target.members();
        accountOf = new int[users.size()];
        markedIn = new int[accounts.size()];
        for (int number = 0; number < accountOf.length; number++) {
            accountOf[number] = accountOf(users.value(number), correlated);
        }
    }

    private int accountOf(IamId user, CorrelatedState correlated) {
        UserName after = correlated.accountNames.get(user);
        if (after == null) {
            return NO_ACCOUNT;
        }
        Account now = correlated.account(user);
        int number = now != null && now.name().equals(after) ? accounts.of(after) : Numbering.NONE;
        return number == Numbering.NONE ? MOVES : number;
    }

    /// The members of a group that are not the accounts of its users, or not under the names that these will have.
    Collection<UserName> others(IamGroup wanted, TargetGroup now) {
        if (!accounts.numbers(now.members())) {
            return now.members();
        }
        NumberedSet<IamId> ids = selected.members(wanted.id());
        NumberedSet<UserName> names = NumberedSet.of(now.members(), accounts);
        comparison++;
        for (int i = 0; i < ids.size(); i++) {
            int account = accountOf[ids.number(i)];
            if (account >= 0) {
                markedIn[account] = comparison;
            }
        }
        List<UserName> others = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (markedIn[names.number(i)] != comparison) {
                others.add(accounts.value(names.number(i)));
            }
        }
        return others;
    }

    /// The users of a group who will have an account and are not in the group with it, under the name that it will
    /// have.
    Collection<IamId> missing(IamGroup wanted, TargetGroup now) {
        if (!accounts.numbers(now.members())) {
            return wanted.members();
        }
        NumberedSet<IamId> ids = selected.members(wanted.id());
        NumberedSet<UserName> names = NumberedSet.of(now.members(), accounts);
        comparison++;
        for (int i = 0; i < names.size(); i++) {
            markedIn[names.number(i)] = comparison;
        }
        List<IamId> missing = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            int account = accountOf[ids.number(i)];
            if (account == MOVES || (account >= 0 && markedIn[account] != comparison)) {
                missing.add(users.value(ids.number(i)));
            }
        }
        return missing;
    }

    /// The accounts of a new group's members, by name and in the order of the names.
    ///
    /// @param whole whether all its members count, not only the users that the plan is about
    List<UserName> accounts(IamGroup group, boolean whole) {
        NumberedSet<IamId> ids = selected.members(group.id());
        int[] placeByUser = places();
        int[] places = new int[ids.size()];
        int count = 0;
        for (int i = 0; i < ids.size(); i++) {
            int number = ids.number(i);
            if (placeByUser[number] != NO_ACCOUNT && (whole || correlated.users.containsKey(users.value(number)))) {
                places[count++] = placeByUser[number];
            }
        }
        Arrays.sort(places, 0, count);
        List<UserName> accounts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            accounts.add(names.get(places[i]));
        }
        return accounts;
    }

    /// A user's number and the name that the account will have.
    private record Named(UserName name, int number) {}

    private int[] places() {
        int[] known = placeOf;
        if (known != null) {
            return known;
        }
        List<Named> order = new ArrayList<>();
        for (int number = 0; number < users.size(); number++) {
            UserName name = correlated.accountNames.get(users.value(number));
            if (name != null) {
                order.add(new Named(name, number));
            }
        }
        order.sort(Comparator.comparing(Named::name));
        names = order.stream().map(Named::name).toList();
        int[] found = new int[users.size()];
        Arrays.fill(found, NO_ACCOUNT);
        for (int place = 0; place < order.size(); place++) {
            found[order.get(place).number()] = place;
        }
        placeOf = found;
        return found;
    }
}
