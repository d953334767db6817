package io.rollcall.config;

import io.rollcall.cluster.Cluster;
import io.rollcall.manager.process.NodeCommand;
import io.rollcall.operation.model.Schedule;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.rules.NumberRange;
import java.util.Optional;

/// One cluster to synchronize.
///
/// @param manager where its users and groups are stored
/// @param names what names its Manager can hold (R19)
/// @param entitlements what the policies of the IAM give in it (R18)
/// @param guard how much a plan may remove by itself (R22)
/// @param graceDays how long an account is disabled before it is removed; 0 removes it at once
/// @param numbers the POSIX numbers that new entries get
/// @param afterSync what runs after an operation that changed something
/// @param schedule when it is synchronized without a request
/// @param written what distinguishes it from another edition of it
public record ClusterSettings(
        Cluster cluster,
        ManagerSettings manager,
        NameRules names,
        Entitlements entitlements,
        GuardLimits guard,
        int graceDays,
        NumberRange numbers,
        Optional<NodeCommand> afterSync,
        Optional<Schedule> schedule,
        Written written) {
    /// Stand-ins for what is written about a cluster: values alone would not tell that a secret is in another file
    /// now.
    ///
    /// @param whole for all of it
    /// @param manager for its `manager` alone
    public record Written(String whole, String manager) {
        /// Of a cluster that no file describes.
        public static final Written NOWHERE = new Written("", "");
    }
}
