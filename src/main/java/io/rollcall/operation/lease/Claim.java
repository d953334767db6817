package io.rollcall.operation.lease;

import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.OperationId;
import io.rollcall.sync.scope.Command;
import java.util.Locale;

/// The right to work on one operation, for as long as the token is the newest. Every update carries the token,
/// so that whoever lost the lease changes nothing any more.
///
/// @param planned whether the plan is stored already: then it is carried on, not made again
/// @param release what a person said about a held plan
/// @param attempts how often it was claimed since it last moved, this time included
/// @param trustWindow how long the claim may be believed in
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
    /// How far the release of a held plan is.
    public enum Release {
        NONE,
        /// Released; whether the world is still the one it was made for has to be seen.
        ASKED,
        /// Seen, and the plan is being carried out.
        GRANTED,
        /// The world is another one: what was released is being carried out, and the rest is planned again behind
        /// it.
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
