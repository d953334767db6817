package io.rollcall.policy;

import static io.rollcall.policy.Statement.allow;
import static io.rollcall.policy.Statement.deny;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// The system policies that matter to an MRS cluster, with what they say about `mrs:` actions (contract, 4.2
/// and 6.3). A system policy that is not listed here says nothing about MRS.
public final class SystemPolicies {
    public static final String READ_ONLY_ACCESS = "MRS ReadOnlyAccess";
    public static final String COMMON_OPERATIONS = "MRS CommonOperations";
    public static final String FULL_ACCESS = "MRS FullAccess";
    public static final String MRS_ADMINISTRATOR = "MRS Administrator";
    public static final String SERVER_ADMINISTRATOR = "Server Administrator";
    public static final String TENANT_GUEST = "Tenant Guest";
    public static final String TENANT_ADMINISTRATOR = "Tenant Administrator";

    private static final Statement READS = allow("mrs:*:get*", "mrs:*:list*");
    private static final Statement NO_CLUSTER_CHANGES = deny(
            "mrs:cluster:create",
            "mrs:cluster:resize",
            "mrs:cluster:scaleUp",
            "mrs:cluster:delete",
            "mrs:cluster:policy");

    private static final Map<String, List<Statement>> STATEMENTS = Map.of(
            FULL_ACCESS,
            List.of(allow("mrs:*:*")),
            READ_ONLY_ACCESS,
            List.of(
                    READS,
                    NO_CLUSTER_CHANGES,
                    deny(
                            "mrs:job:submit",
                            "mrs:job:stop",
                            "mrs:job:delete",
                            "mrs:job:batchDelete",
                            "mrs:file:create",
                            "mrs:file:delete",
                            "mrs:tag:batchOperate",
                            "mrs:tag:create",
                            "mrs:tag:delete",
                            "mrs:manager:access",
                            "mrs:patch:install",
                            "mrs:patch:uninstall",
                            "mrs:ops:grant",
                            "mrs:ops:shareLog",
                            "mrs:alarm:subscribe")),
            COMMON_OPERATIONS,
            List.of(
                    READS,
                    NO_CLUSTER_CHANGES,
                    allow(
                            "mrs:job:*",
                            "mrs:file:*",
                            "mrs:tag:*",
                            "mrs:manager:access",
                            "mrs:patch:*",
                            "mrs:ops:grant",
                            "mrs:ops:shareLog",
                            "mrs:alarm:*",
                            "mrs:bootstrap:*")),
            // May do everything with clusters except start a synchronization on its own (4.2): that takes the
            // trio.
            MRS_ADMINISTRATOR,
            List.of(
                    READS,
                    allow("mrs:job:*", "mrs:file:*", "mrs:tag:*", "mrs:manager:*", "mrs:patch:*", "mrs:alarm:*")),
            TENANT_GUEST,
            List.of(allow("*:*:get*", "*:*:list*")),
            TENANT_ADMINISTRATOR,
            List.of(allow("*:*:*")),
            SERVER_ADMINISTRATOR,
            List.of());

    private SystemPolicies() {}

    /// The system policy of that display name.
    public static Policy named(String displayName) {
        return new Policy.SystemPolicy(displayName, STATEMENTS.getOrDefault(displayName, List.of()));
    }

    /// The display names of the policies listed here.
    public static Set<String> names() {
        return STATEMENTS.keySet();
    }
}
