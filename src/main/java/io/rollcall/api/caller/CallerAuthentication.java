package io.rollcall.api.caller;

import io.rollcall.access.AccessKey;
import io.rollcall.access.Caller;
import io.rollcall.access.CallerSource;
import io.rollcall.access.NoCaller;
import io.rollcall.access.Powers;
import io.rollcall.access.Token;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.request.ApiRequest;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.signature.SignatureVerifier;
import io.rollcall.signature.SignedRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out who sent a request (R9). Only the IAM decides; while it does not answer, no caller is
/// admitted on a guess. Thread-safe.
public final class CallerAuthentication {
    /// How a credential that is an access key begins.
    private static final String KEY = "access key ";

    private final CallerSource iam;
    private final SignatureVerifier verifier;
    private final InstantSource clock;
    private final Strangers strangers;

    /// A proven identity.
    ///
    /// @param credential how, for the record: never the secret
    /// @param project the only project in which the proof is valid; null for any of the user's account
    /// @param powers which of the user's rights it carries
    /// @param mfa whether a second factor was part of it; null if that is unknown
    public record Proof(
            IamId user,
            String credential,
            @Nullable ProjectId project,
            Powers powers,
            @Nullable Boolean mfa) {}

    public CallerAuthentication(
            CallerSource iam, SignatureVerifier verifier, InstantSource clock, Strangers strangers) {
        this.iam = iam;
        this.verifier = verifier;
        this.clock = clock;
        this.strangers = strangers;
    }

    /// Whether the headers alone identify the caller: then it is checked before a body is read.
    public static boolean isByToken(ApiRequest request) {
        return request.header("Authorization").isEmpty()
                && !request.header("X-Auth-Token").isEmpty();
    }

    /// Checks only the credentials, independent of the path.
    ///
    /// @throws ApiException 401 `APIGW.0301`, or `APIGW.0307` for a token that has expired, or 429 `APIGW.0308`
    ///     when unauthenticated callers together have called too often
    /// @throws UnavailableException when the IAM is needed and does not answer
    public Proof authenticate(ApiRequest request) throws UnavailableException {
        if (isByToken(request)) {
            return checkToken(request.header("X-Auth-Token"), request.address());
        }
        SignatureVerifier.Parsed parsed = verifier.parse(
                new SignedRequest(
                        request.method(), request.rawPath(), request.rawQuery(), request.headers(), request.body()),
                request.encrypted());
        return switch (parsed) {
            case SignatureVerifier.Rejected rejected -> {
                strangers.refuse(request.address());
                throw refused(rejected);
            }
            case SignatureVerifier.Presented presented -> verify(presented, request.address());
        };
    }

    private Proof checkToken(List<String> values, String address) throws UnavailableException {
        String value = values.getFirst().strip();
        if (values.size() > 1 || value.isEmpty()) {
            strangers.refuse(address);
            throw refused("X-Auth-Token must hold one token.", "X-Auth-Token必须包含一个令牌。");
        }
        try (Strangers.Place place = strangers.enter("token " + value, address)) {
            Optional<Token> token = iam.token(Secret.of(value));
            if (token.isEmpty() || !clock.instant().isBefore(token.get().expires())) {
                place.isBad();
                throw token.isEmpty()
                        ? refused("The token is not valid.", "令牌无效。")
                        : new ApiException(ErrorCode.TOKEN_EXPIRED, new Message("The token has expired.", "令牌已过期。"));
            }
            place.isGood();
            return new Proof(
                    token.get().user(),
                    "token",
                    token.get().project(),
                    token.get().powers(),
                    token.get().mfa());
        }
    }

    private Proof verify(SignatureVerifier.Presented presented, String address) throws UnavailableException {
        try (Strangers.Place place = strangers.enter(KEY + presented.accessKey(), address)) {
            Optional<AccessKey> known = iam.accessKey(presented.accessKey());
            if (known.isEmpty()) {
                place.isBad();
                throw refused(verifier.refuseUnknownKey(presented));
            }
            AccessKey key = known.get();
            switch (verifier.verify(presented, key.secret())) {
                case SignatureVerifier.Rejected rejected -> {
                    // Any caller can name another user's key: that must not count against its owner.
                    place.count();
                    throw refused(rejected);
                }
                case SignatureVerifier.Verified _ -> {
                    place.isGood();
                    return new Proof(key.user(), KEY + key.access(), key.project(), new Powers.OfUser(), null);
                }
            }
        }
    }

    /// What a call that was admitted some time ago would prove now; empty when its token is not valid any more, or
    /// its key does not exist any more.
    ///
    /// @throws UnavailableException when the IAM does not answer
    public Optional<Proof> stillProves(Proof proof, ApiRequest request) throws UnavailableException {
        if (isByToken(request)) {
            return iam.token(Secret.of(request.header("X-Auth-Token").getFirst().strip()))
                    .filter(found ->
                            found.user().equals(proof.user()) && clock.instant().isBefore(found.expires()))
                    .map(found ->
                            new Proof(found.user(), proof.credential(), found.project(), found.powers(), found.mfa()));
        }
        String access = proof.credential().substring(KEY.length());
        return iam.accessKey(access)
                .filter(key -> key.user().equals(proof.user()))
                .map(key -> new Proof(key.user(), proof.credential(), key.project(), new Powers.OfUser(), proof.mfa()));
    }

    /// Asks the IAM for the caller in the project of the path.
    ///
    /// @return empty if there is no such caller and the reason must not be revealed: the proof is valid in several
    ///     projects, and the answer would reveal which exist
    /// @throws ApiException 403 `APIGW.0302` if the caller belongs to another project
    /// @throws UnavailableException when the IAM does not answer
    public Optional<Caller> inProject(Proof proof, ApiRequest request, ProjectId project) throws UnavailableException {
        boolean otherMeant = request.header("X-Project-Id").stream()
                .anyMatch(meant -> !meant.strip().equals(project.value()));
        if (otherMeant) {
            throw new ApiException(
                    ErrorCode.PROJECT_FORBIDDEN,
                    new Message("X-Project-Id is not the project of the path.", "X-Project-Id与路径中的项目不一致。"));
        }
        if (proof.project() != null && !proof.project().equals(project)) {
            throw otherProject();
        }
        Optional<Caller> caller = iam.caller(proof.user(), project, proof.powers());
        if (caller.isEmpty() && proof.project() != null) {
            throw refusal(iam.whyNoCaller(proof.user(), project));
        }
        return caller;
    }

    private static ApiException refusal(NoCaller reason) {
        return switch (reason) {
            case UNKNOWN -> otherProject();
            case NO_PROJECT -> forbidden("The IAM does not know the project of the path.", "IAM中不存在路径中的项目。");
            case OTHER_DOMAIN ->
                forbidden(
                        "The project of the path is in a domain of the IAM whose projects this server does not serve.",
                        "路径中的项目所在的IAM域不由本服务管理。");
            case NO_USER -> forbidden("The IAM does not know the caller here.", "IAM中不存在该调用者。");
            case DISABLED -> forbidden("The caller is disabled in the IAM.", "调用者在IAM中已被停用。");
        };
    }

    private static ApiException otherProject() {
        return forbidden("The project of the path is not the caller's.", "路径中的项目不属于调用者。");
    }

    private static ApiException forbidden(String english, String chinese) {
        return new ApiException(ErrorCode.PROJECT_FORBIDDEN, new Message(english, chinese));
    }

    private static ApiException refused(SignatureVerifier.Rejected rejected) {
        String english = rejected.reason().english();
        // The end of the message is that of the documented gateway, whose readers know what to compare.
        String canonical = rejected.canonicalRequest();
        return refused(
                english.substring(0, 1).toUpperCase(Locale.ROOT)
                        + english.substring(1)
                        + (canonical.isEmpty() ? "." : ", canonicalRequest:" + canonical),
                rejected.reason().chinese() + (canonical.isEmpty() ? "。" : "，canonicalRequest:" + canonical));
    }

    private static ApiException refused(String english, String chinese) {
        return new ApiException(ErrorCode.UNAUTHENTICATED, new Message(english, chinese));
    }
}
