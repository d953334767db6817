package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.DN;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// How large a request may be that the directory takes. A server closes the connection at one that is too large,
/// and says nothing: `olcSockbufMaxIncomingAuth` of OpenLDAP, `nsslapd-maxbersize` of 389 Directory Server. So a
/// request that is large and loses its connection again and again is cut into smaller ones, and at last is a
/// failure of its own. Thread-safe.
public final class RequestSizes {
    /// What every server takes. A connection that is lost at smaller requests was lost for another reason.
    static final long SMALL = 8_000;

    /// From the second time on, the request itself is taken for the reason.
    private static final int SUSPICIOUS = 2;
    /// By then nothing is left that could be made smaller.
    private static final int HOPELESS = 6;

    private static final int SHRINK = 8;
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final MemberEdits usual;
    private final Map<DN, Integer> losses = new HashMap<>();
    private MemberEdits now;
    private long shrunkAt;

    public RequestSizes(MemberEdits usual) {
        this.usual = usual;
        this.now = usual;
    }

    /// What lists of members are cut into at the moment. A limit that was found out is forgotten after an hour.
    public synchronized MemberEdits edits() {
        if (!now.equals(usual) && System.nanoTime() - shrunkAt > REMEMBERED.toNanos()) {
            now = usual;
        }
        return now;
    }

    /// Whether large requests have to travel alone, so that it is known which one the server does not take.
    synchronized boolean suspicious() {
        return !losses.isEmpty();
    }

    /// A connection was lost while a request was on its way.
    ///
    /// @return whether it is no use to try this one again
    synchronized boolean lost(DN entry, long bytes) {
        if (bytes <= SMALL) {
            return false;
        }
        int times = losses.merge(entry, 1, Integer::sum);
        if (times >= HOPELESS) {
            losses.remove(entry);
            return true;
        }
        if (times >= SUSPICIOUS) {
            now = new MemberEdits(Math.max(SMALL, Math.min(now.limit(), bytes) / SHRINK));
            shrunkAt = System.nanoTime();
        }
        return false;
    }

    /// All that was to be done to that entry is done, or refused.
    synchronized void settled(DN entry) {
        losses.remove(entry);
    }
}
