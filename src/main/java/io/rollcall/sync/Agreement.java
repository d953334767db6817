package io.rollcall.sync;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.planner.PlanInput;
import io.rollcall.sync.source.IamSnapshot;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/// The last plan of everything in which there was nothing to change, and what it was made from. A plan follows
/// from its input alone: while a read of the IAM, a read of the Manager and a look into the database give the very
/// objects of that time, the plan is the same, and is not made again. Whether they do is for those to prove: the
/// IAM gives the same snapshot only for the same content, the Manager only when its server says that nothing was
/// written since, the database only while the versions are the same. Discarded when memory is short. Thread-safe.
final class Agreement {
    /// @param lastGoodUsers as in [io.rollcall.sync.planner.Planner#synchronize]
    private record Made(IamSnapshot iam, PlanInput input, int lastGoodUsers, Plan plan) {
        @SuppressWarnings("ReferenceEquality") // Equal content would take as long to find as the plan to make.
        boolean isFrom(IamSnapshot nowIam, PlanInput now, int nowGoodUsers) {
            return iam == nowIam
                    && input.target() == now.target()
                    && input.ownership() == now.ownership()
                    && input.numbers() == now.numbers()
                    && input.rules().equals(now.rules())
                    && input.taken().equals(now.taken())
                    && input.today().equals(now.today())
                    && lastGoodUsers == nowGoodUsers;
        }
    }

    private volatile SoftReference<@Nullable Made> last = new SoftReference<>(null);

    /// Makes a plan where the last one does not hold.
    @FunctionalInterface
    interface Planning {
        Plan make() throws UnavailableException;
    }

    /// The last plan if it was made from the same, else a new one.
    Plan plan(IamSnapshot iam, PlanInput input, int lastGoodUsers, Planning planning) throws UnavailableException {
        Made made = last.get();
        if (made != null && made.isFrom(iam, input, lastGoodUsers)) {
            return made.plan();
        }
        Plan plan = planning.make();
        boolean nothing = plan.changes().isEmpty()
                && plan.begun().equals(input.ownership())
                && plan.userNumbers().isEmpty()
                && plan.groupNumbers().isEmpty();
        last = new SoftReference<>(
                nothing ? new Made(iam, input, lastGoodUsers, plan.owning(input.ownership())) : null);
        return plan;
    }
}
