package io.rollcall.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a call needs its caller to be allowed (docs/decisions/0090-actions-of-their-own.md). The first two are of
/// the cloud; the others are ours, in its style.
public enum Action {
    /// The action behind UpdateSyncIamUser and CancelSyncIamUser.
    SYNC_USER("mrs:cluster:syncUser", false),
    /// The action behind the documented calls that read.
    GET("mrs:cluster:get", false),
    /// To see how the cluster and its operations stand: state, operations, plans, results, events.
    READ_OPERATIONS("mrs:cluster:getSyncOperation", false),
    /// To have a plan made that is not carried out.
    PLAN("mrs:cluster:planSync", false),
    /// To ask again for what an operation left undone.
    RETRY("mrs:cluster:retrySync", false),
    /// To stop an operation that waits or runs.
    STOP("mrs:cluster:stopSync", false),
    /// To let a plan go ahead that the guard holds.
    RELEASE("mrs:cluster:releaseSync", true),
    /// To give up a plan that the guard holds.
    DISCARD("mrs:cluster:discardSync", true),
    /// To read who did what, from where and by which key.
    READ_AUDIT("mrs:cluster:auditSync", true),
    /// To take over the entries of a former cluster id.
    ADOPT("mrs:cluster:adopt", true),
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

    /// Whether only a statement gives it that spells it out: who wrote `mrs:*:*` meant what the cloud has, not to
    /// overrule a guard or to become somebody else. Every deny that covers it takes it.
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
