package io.rollcall.policy;

import java.util.List;

/// A policy or role of the IAM that a group holds. System policies are told apart by their display name, as
/// the numbers in their internal names differ from cloud to cloud (contract, 6.2).
public sealed interface Policy {
    /// The display name.
    String name();

    /// What the policy says about actions.
    List<Statement> statements();

    /// Defined by the cloud: fine-grained (`MRS FullAccess`) or role-based (`Tenant Administrator`).
    record SystemPolicy(String name, List<Statement> statements) implements Policy {
        public SystemPolicy {
            statements = List.copyOf(statements);
        }
    }

    /// Written by the customer.
    record CustomPolicy(String name, List<Statement> statements) implements Policy {
        public CustomPolicy {
            statements = List.copyOf(statements);
        }
    }
}
