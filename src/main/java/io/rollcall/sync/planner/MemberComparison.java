package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.NumberedSet;
import io.rollcall.cluster.Numbering;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetGroup;
import org.jspecify.annotations.Nullable;

/// Whether a group of the Manager has exactly the members that a plan wants. Each user and each account is looked
/// up once; after that a membership is a comparison of two numbers. So [GroupPlan] has to look only at groups that
/// differ. Not thread-safe; confined to one plan.
final class MemberComparison {
    /// The user has no account after the plan.
    private static final int NO_ACCOUNT = -1;

    /// The account is new, or gets another name: its groups change.
    private static final int MOVES = -2;

    private final SelectedIdentities selected;
    private final Numbering<IamId> users;
    private final Numbering<UserName> accounts;

    /// By the number of each user, the number of the account, or one of the constants.
    private final int[] accountOf;

    /// By the number of each account, the last comparison in which it was wanted.
    private final int[] wantedIn;

    private int comparison;

    MemberComparison(CorrelatedState correlated) {
        selected = correlated.selected;
        users = selected.numbers;
        accounts = correlated.target.members();
        accountOf = new int[users.size()];
        wantedIn = new int[accounts.size()];
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

    /// Whether the group holds the accounts of all its users, and no other member. A `false` says nothing: then
    /// each member has to be looked at.
    ///
    /// @param now the group as the Manager has it; null when it has none
    boolean agrees(IamGroup wanted, @Nullable TargetGroup now) {
        NumberedSet<IamId> ids = selected.members(wanted.id());
        if (ids == null || now == null || !accounts.numbers(now.members())) {
            return false;
        }
        NumberedSet<UserName> names = NumberedSet.of(now.members(), accounts);
        comparison++;
        int expected = 0;
        for (int i = 0; i < ids.size(); i++) {
            int account = accountOf[ids.number(i)];
            if (account == MOVES) {
                return false;
            }
            if (account != NO_ACCOUNT) {
                wantedIn[account] = comparison;
                expected++;
            }
        }
        if (expected != names.size()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            if (wantedIn[names.number(i)] != comparison) {
                return false;
            }
        }
        return true;
    }
}
