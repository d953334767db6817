package io.rollcall.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The permission that a call demands of its caller (docs/decisions/0090-actions-of-their-own.md). The cloud
/// defines the first two; the others are this service's own, in the same style.
public enum Action {
    /// The action behind UpdateSyncIamUser and CancelSyncIamUser.
    SYNC_USER("mrs:cluster:syncUser", false),
    /// The action behind the documented calls that read.
    GET("mrs:cluster:get", false),
    /// To read the state of the cluster and of its operations: operations, plans, results, events.
    READ_OPERATIONS("mrs:cluster:getSyncOperation", false),
    /// To have a plan made that is not carried out.
    PLAN("mrs:cluster:planSync", false),
    /// To do again what is not done of an operation.
    RETRY("mrs:cluster:retrySync", false),
    /// To stop an operation that waits or runs.
    STOP("mrs:cluster:stopSync", false),
    /// To release a plan that the guard holds.
    RELEASE("mrs:cluster:releaseSync", true),
    /// To discard a plan that the guard holds.
    DISCARD("mrs:cluster:discardSync", true),
    /// To read who did what, from where and by which key.
    READ_AUDIT("mrs:cluster:auditSync", true),
    /// To take over the entries of a former cluster id.
    ADOPT("mrs:cluster:adopt", true),
    /// To store clusters beside those of the configuration file, and to read, change and remove what is stored.
    CONFIGURE("mrs:cluster:configureSync", true),
    /// To give an account its first password.
    INITIALIZE_PASSWORD("mrs:cluster:initializePassword", true),
    /// To replace the password of an account, beside [#INITIALIZE_PASSWORD].
    RESET_PASSWORD("mrs:cluster:resetPassword", true);

    private final String word;
    private final boolean spelledOut;

    Action(String word, boolean spelledOut) {
        this.word = word;
        this.spelledOut = spelledOut;
    }

    /// As policies, grants and error messages spell it.
    public String word() {
        return word;
    }

    /// Whether it is only allowed by a statement that spells it out. The author of `mrs:*:*` meant the actions of
    /// the cloud, not the right to overrule the guard or to act as another user. Any deny that covers it denies
    /// it.
    public boolean spelledOut() {
        return spelledOut;
    }

    /// The action of that spelling, whose letter case does not count.
    public static Optional<Action> of(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word.toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
