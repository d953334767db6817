package io.rollcall.iam.http;

import io.rollcall.cluster.UnavailableException;
import java.net.URI;
import java.util.Map;

/// Authenticates this service to the IAM. Thread-safe.
public interface Authenticator {
    /// The headers to add to a request.
    Map<String, String> headers(String method, URI uri, Map<String, String> own) throws UnavailableException;

    /// Whether new headers may be accepted after the IAM refused these.
    boolean renew(Map<String, String> refused);
}
