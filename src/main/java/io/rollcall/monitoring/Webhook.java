package io.rollcall.monitoring;

import io.rollcall.cluster.Secret;
import io.rollcall.tls.ClientTls;
import java.net.URI;
import java.util.Set;

/// A receiver of notifications.
///
/// @param secret signs them; read again for each
/// @param events which it gets
public record Webhook(URI url, Secret secret, Set<Event> events, ClientTls tls) {
    public Webhook {
        events = Set.copyOf(events);
    }

    /// What is notified.
    public enum Event {
        /// The guard holds a plan: a person has to release or discard it.
        HELD,
        /// An operation ended as failed.
        FAILED,
        /// A cluster that was in sync no longer is.
        DRIFT,
        /// After one of the two before: the cluster is in sync again, or its next operation completed.
        RECOVERED
    }
}
