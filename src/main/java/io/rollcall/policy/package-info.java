/// What an IAM's policies say: statements of actions, effects and conditions, and the system policies that the
/// cloud defines. Values and pure functions; they know neither callers nor clusters. Read
/// [io.rollcall.policy.Policy] first.
@NullMarked
package io.rollcall.policy;

import org.jspecify.annotations.NullMarked;
