package io.rollcall.api;

import io.rollcall.api.signature.RejectionReason;
import io.rollcall.api.signature.SignatureVerifier;
import io.rollcall.api.signature.SignedRequest;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.AccessKey;
import io.rollcall.sync.Caller;
import io.rollcall.sync.IdentitySource;
import java.util.Locale;
import java.util.Optional;

/// Finds out who sent a request (decision 9). The IAM is the judge; when it cannot be asked, nobody guesses.
final class CallerAuthentication {
    private final IdentitySource iam;
    private final SignatureVerifier verifier;

    /// Who proved to be whom.
    ///
    /// @param credential how, for the record: never the secret
    record Proof(IamId user, String credential) {}

    CallerAuthentication(IdentitySource iam, SignatureVerifier verifier) {
        this.iam = iam;
        this.verifier = verifier;
    }

    /// Checks the credentials alone, whatever the path.
    ///
    /// @throws ApiException 401 `APIGW.0301`
    /// @throws UnavailableException when the IAM is needed and does not answer
    Proof authenticate(ApiRequest request) throws UnavailableException {
        if (request.header("Authorization").isEmpty()
                && !request.header("X-Auth-Token").isEmpty()) {
            throw refused("Tokens are not accepted here, sign the request with an access key.", "此处不支持令牌认证，请使用访问密钥签名。");
        }
        SignatureVerifier.Parsed parsed = verifier.parse(new SignedRequest(
                request.method(), request.rawPath(), request.rawQuery(), request.headers(), request.body()));
        return switch (parsed) {
            case SignatureVerifier.Rejected rejected -> throw refused(rejected.reason());
            case SignatureVerifier.Presented presented -> verify(presented);
        };
    }

    private Proof verify(SignatureVerifier.Presented presented) throws UnavailableException {
        Optional<AccessKey> known = iam.accessKey(presented.accessKey());
        if (known.isEmpty()) {
            throw refused(verifier.refuseUnknownKey(presented).reason());
        }
        AccessKey key = known.get();
        return switch (verifier.verify(presented, key.secret())) {
            case SignatureVerifier.Rejected rejected -> throw refused(rejected.reason());
            case SignatureVerifier.Verified _ -> new Proof(key.user(), "access key " + key.access());
        };
    }

    /// Asks the IAM who that is in the project of the path.
    ///
    /// @throws ApiException 403 `APIGW.0302` if it is another project's caller
    /// @throws UnavailableException when the IAM does not answer
    Caller inProject(Proof proof, ApiRequest request, ProjectId project) throws UnavailableException {
        boolean otherMeant = request.header("X-Project-Id").stream()
                .anyMatch(meant -> !meant.strip().equals(project.value()));
        if (otherMeant) {
            throw new ApiException(
                    ErrorCode.PROJECT_FORBIDDEN,
                    new Message("X-Project-Id is not the project of the path.", "X-Project-Id与路径中的项目不一致。"));
        }
        return iam.caller(proof.user(), project)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.PROJECT_FORBIDDEN,
                        new Message("The project of the path is not the caller's.", "路径中的项目不属于调用者。")));
    }

    private static ApiException refused(RejectionReason reason) {
        String english = reason.english();
        return refused(
                english.substring(0, 1).toUpperCase(Locale.ROOT) + english.substring(1) + ".", reason.chinese() + "。");
    }

    private static ApiException refused(String english, String chinese) {
        return new ApiException(ErrorCode.UNAUTHENTICATED, new Message(english, chinese));
    }
}
