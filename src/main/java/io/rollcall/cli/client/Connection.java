package io.rollcall.cli.client;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.signature.RequestSigner;
import io.rollcall.tls.ClientTls;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which cluster of which server to call, and with which credentials.
///
/// @param endpoint scheme, host and port of the API, without anything behind them
/// @param origin how the person calls it: a profile, or the environment
/// @param tls what is trusted, and the certificate that is presented, where the endpoint is `https`
public record Connection(
        URI endpoint, ProjectId project, ClusterId cluster, Credentials credentials, ClientTls tls, String origin) {
    /// The cluster of a connection that is only used for calls about all of them.
    static final ClusterId NO_CLUSTER = new ClusterId("-");

    /// The same to another cluster.
    public Connection to(ClusterId other) {
        return new Connection(endpoint, project, other, credentials, tls, origin);
    }

    /// One that no profile describes.
    public Connection(URI endpoint, ProjectId project, ClusterId cluster, Credentials credentials, ClientTls tls) {
        this(endpoint, project, cluster, credentials, tls, "the environment");
    }

    /// What the command line says beside the profile.
    ///
    /// @param profile the profile named on the command line; null if there is none
    /// @param endpoint another server; null for that of the profile
    /// @param cluster another cluster, by id or name; null for that of the profile
    /// @param aboutAll whether no cluster is needed
    public record Choice(
            @Nullable String profile,
            @Nullable String endpoint,
            @Nullable String cluster,
            boolean aboutAll) {
        /// Only a profile.
        public static Choice of(@Nullable String profile) {
            return new Choice(profile, null, null, false);
        }
    }

    /// How a caller authenticates.
    public sealed interface Credentials {
        /// What a request carries to prove it.
        Map<String, String> headers(String method, URI uri, byte[] body);

        /// By a signature over every request.
        record Key(RequestSigner signer) implements Credentials {
            @Override
            public Map<String, String> headers(String method, URI uri, byte[] body) {
                return signer.sign(method, uri, Map.of(), body, Instant.now());
            }
        }

        /// By a token of the IAM.
        record Token(Secret token) implements Credentials {
            /// @throws IllegalArgumentException if a header cannot carry it; the message does not repeat it
            public Token {
                if (!token.reveal().chars().allMatch(c -> c > ' ' && c < 127)) {
                    throw new IllegalArgumentException("holds characters that a header cannot carry");
                }
            }

            @Override
            public Map<String, String> headers(String method, URI uri, byte[] body) {
                return Map.of("X-Auth-Token", token.reveal());
            }
        }
    }

    /// An endpoint as people write it: `https://host`, with a port or a slash at the end if they like.
    ///
    /// @throws IllegalArgumentException if it is anything else; the message does not repeat it
    static URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            String path = uri.getRawPath();
            if (web
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (path.isEmpty() || path.equals("/"))) {
                return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
            }
        } catch (URISyntaxException e) {
            // Reported below; the exception's message would repeat the text.
        }
        throw new IllegalArgumentException("must be like https://host or http://host:port");
    }
}
