package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.Principals;

/// The part of a plan about principals, where the cluster has a realm. A renamed account takes its principal
/// along; any other account in use that has no principal gets one.
final class PrincipalPlan {
    private final CorrelatedState correlated;
    private final PlanBuilder builder;

    PrincipalPlan(CorrelatedState correlated, PlanBuilder builder) {
        this.correlated = correlated;
        this.builder = builder;
    }

    void plan() {
        Principals principals = correlated.target.principals();
        if (principals == null) {
            return;
        }
        for (IamId id : correlated.removedUsers) {
            Account account = correlated.account(id);
            if (account != null) {
                remove(builder, principals, new UserRef(id, account.name()));
            }
        }
        for (IamUser user : correlated.users.values()) {
            UserRef ref = new UserRef(user.id(), user.name());
            Account mine = correlated.account(user.id());
            if (mine == null) {
                // An owned principal that has lost its account could have another person's password.
                if (!isBorne(user.name()) && principals.contains(user.name())) {
                    builder.add(
                            Stage.REMOVE_PRINCIPALS, new Change.DeletePrincipal(ref), "left over without an account");
                }
                builder.add(Stage.PRINCIPALS, new Change.CreatePrincipal(ref), "the account is new");
            } else if (!principals.contains(mine.name())
                    && (isBorne(user.name()) || !principals.contains(user.name()))) {
                builder.add(Stage.PRINCIPALS, new Change.CreatePrincipal(ref), "the account has none");
            }
        }
    }

    /// The principal of an account that is deleted.
    static void remove(PlanBuilder builder, Principals principals, UserRef user) {
        if (principals.contains(user.name())) {
            builder.add(Stage.REMOVE_PRINCIPALS, new Change.DeletePrincipal(user), "the account goes");
        }
    }

    private boolean isBorne(UserName name) {
        return correlated.target.account(name) != null;
    }
}
