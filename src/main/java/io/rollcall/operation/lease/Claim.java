package io.rollcall.operation.lease;

import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.sync.scope.Command;
import java.util.Locale;

/// The right to work on one operation, for as long as the token is the newest. Every update carries the token, so
/// that a worker that lost the lease changes nothing any more.
///
/// @param planned whether the plan is stored already: then it is continued, not made again
/// @param release whether a person released a held plan
/// @param attempts how often it was claimed since its last progress, this time included
/// @param trustWindow how long the claim can be trusted
public record Claim(
        OperationId operation,
        ClusterId cluster,
        Command command,
        boolean dryRun,
        boolean planned,
        Release release,
        long token,
        int attempts,
        TrustWindow trustWindow) {
    /// What was asked for.
    public Operation.Action action() {
        return switch (command) {
            case Command.Synchronize _ -> Operation.Action.SYNC;
            case Command.Cancel _ -> Operation.Action.CANCEL;
            case Command.Adopt _ -> Operation.Action.ADOPT;
        };
    }

    /// The state of the release of a held plan.
    public enum Release {
        NONE,
        /// Released; whether IAM and Manager have changed since has to be checked.
        ASKED,
        /// Checked, and the plan is being carried out.
        GRANTED,
        /// IAM or Manager have changed: what was released is being carried out, and the rest is planned again
        /// after it.
        PART;

        /// As the database spells it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Release of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
