package io.rollcall.iam.http;

import io.rollcall.cluster.UnavailableException;
import java.net.URI;
import java.util.Map;

/// Says to the IAM who we are. Used by many threads at once.
public interface Authenticator {
    /// The headers that a request needs beside its own.
    Map<String, String> headers(String method, URI uri, Map<String, String> own) throws UnavailableException;

    /// The IAM refused these headers: whether others may be accepted.
    boolean renew(Map<String, String> refused);
}
