package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.DN;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// How large a request the directory accepts. A server closes the connection at a request that is too large,
/// without an answer: `olcSockbufMaxIncomingAuth` of OpenLDAP, `nsslapd-maxbersize` of 389 Directory Server. So a
/// request that is large and loses its connection again and again is split into smaller ones, and finally counts
/// as failed. Thread-safe.
public final class RequestSizes {
    /// What all servers accept. A connection that is lost at smaller requests was lost for another reason.
    static final long SMALL = 8_000;

    /// From the second time on, the request itself is assumed to be the reason.
    private static final int SUSPICIOUS = 2;
    /// By then no request can be made smaller.
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

    /// The current limit for lists of members. A limit that was found out is forgotten after an hour.
    public synchronized MemberEdits edits() {
        if (!now.equals(usual) && System.nanoTime() - shrunkAt > REMEMBERED.toNanos()) {
            now = usual;
        }
        return now;
    }

    /// Whether large requests have to be sent alone, to find out which one the server does not accept.
    synchronized boolean suspicious() {
        return !losses.isEmpty();
    }

    /// Records that a connection was lost while a request was not answered yet.
    ///
    /// @return whether trying this request again is useless
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

    /// Records that the change of that entry is done or refused.
    synchronized void settled(DN entry) {
        losses.remove(entry);
    }
}
