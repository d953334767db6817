package io.rollcall.api;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.signature.SignatureVerifier;
import io.rollcall.signature.SignedRequest;
import io.rollcall.sync.AccessKey;
import io.rollcall.sync.Caller;
import io.rollcall.sync.IdentitySource;
import io.rollcall.sync.NoCaller;
import io.rollcall.sync.Powers;
import io.rollcall.sync.Token;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out who sent a request (decision 9). The IAM is the judge; when it cannot be asked, nobody guesses.
final class CallerAuthentication {
    private final IdentitySource iam;
    private final SignatureVerifier verifier;
    private final InstantSource clock;

    /// Who proved to be whom.
    ///
    /// @param credential how, for the record: never the secret
    /// @param project the only project in which the proof counts; null for any of the user's account
    /// @param powers what it carries of the user's rights
    /// @param mfa whether a second factor was part of it; null if nobody says
    record Proof(
            IamId user,
            String credential,
            @Nullable ProjectId project,
            Powers powers,
            @Nullable Boolean mfa) {}

    CallerAuthentication(IdentitySource iam, SignatureVerifier verifier, InstantSource clock) {
        this.iam = iam;
        this.verifier = verifier;
        this.clock = clock;
    }

    /// Checks the credentials alone, whatever the path.
    ///
    /// @throws ApiException 401 `APIGW.0301`, or `APIGW.0307` for a token that has expired
    /// @throws UnavailableException when the IAM is needed and does not answer
    Proof authenticate(ApiRequest request) throws UnavailableException {
        if (request.header("Authorization").isEmpty()
                && !request.header("X-Auth-Token").isEmpty()) {
            return checkToken(request.header("X-Auth-Token"));
        }
        SignatureVerifier.Parsed parsed = verifier.parse(new SignedRequest(
                request.method(), request.rawPath(), request.rawQuery(), request.headers(), request.body()));
        return switch (parsed) {
            case SignatureVerifier.Rejected rejected -> throw refused(rejected);
            case SignatureVerifier.Presented presented -> verify(presented);
        };
    }

    private Proof checkToken(List<String> values) throws UnavailableException {
        String value = values.getFirst().strip();
        if (values.size() > 1 || value.isEmpty()) {
            throw refused("X-Auth-Token must hold one token.", "X-Auth-Token必须包含一个令牌。");
        }
        Token token = iam.token(Secret.of(value)).orElseThrow(() -> refused("The token is not valid.", "令牌无效。"));
        if (!clock.instant().isBefore(token.expires())) {
            throw new ApiException(ErrorCode.TOKEN_EXPIRED, new Message("The token has expired.", "令牌已过期。"));
        }
        return new Proof(token.user(), "token", token.project(), token.powers(), token.mfa());
    }

    private Proof verify(SignatureVerifier.Presented presented) throws UnavailableException {
        Optional<AccessKey> known = iam.accessKey(presented.accessKey());
        if (known.isEmpty()) {
            throw refused(verifier.refuseUnknownKey(presented));
        }
        AccessKey key = known.get();
        return switch (verifier.verify(presented, key.secret())) {
            case SignatureVerifier.Rejected rejected -> throw refused(rejected);
            case SignatureVerifier.Verified _ ->
                new Proof(key.user(), "access key " + key.access(), key.project(), new Powers.OfUser(), null);
        };
    }

    /// Asks the IAM who that is in the project of the path.
    ///
    /// @return empty if there is no such caller, and why is not to be told: the proof counts in more projects than
    ///     one, and the answer would say which there are
    /// @throws ApiException 403 `APIGW.0302` if it is another project's caller
    /// @throws UnavailableException when the IAM does not answer
    Optional<Caller> inProject(Proof proof, ApiRequest request, ProjectId project) throws UnavailableException {
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
