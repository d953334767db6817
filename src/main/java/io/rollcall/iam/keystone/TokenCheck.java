package io.rollcall.iam.keystone;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.iam.http.AnswerReader;
import io.rollcall.iam.http.IamClient;
import io.rollcall.iam.http.IamClient.Call;
import io.rollcall.iam.http.Listing;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks the IAM about a token that may be made up. A failure that the token itself may have caused is blamed on
/// the token: a server in front of the IAM that finds it too long says so, or cuts the connection without an
/// answer. The IAM only counts as unavailable if it does not answer a harmless request either.
final class TokenCheck {
    private static final Duration CROWDED = Duration.ofSeconds(5);

    private final IamClient client;

    /// @param client a client that repeats no request, and whose breaker is not shared
    TokenCheck(IamClient client) {
        this.client = client;
    }

    /// What the IAM says about the token; empty if it did not issue the token.
    ///
    /// @throws UnavailableException when the IAM gives no clear answer
    <T> Optional<T> of(Call call, AnswerReader.Body<T> reader, UnknownCredentials.Pass pass)
            throws UnavailableException {
        AnswerReader.Answer<T> answer = client.once(call, reader);
        if (answer instanceof AnswerReader.Cut<T>) {
            // A pooled connection may have been closed at that moment, independently of the request.
            pass.oneMore();
            answer = client.once(call, reader);
        }
        return switch (answer) {
            case AnswerReader.Good<T>(T value) -> {
                client.reached(true);
                yield Optional.of(value);
            }
            case AnswerReader.Missing<T> _, AnswerReader.Unfit<T> _ -> {
                client.reached(true);
                yield Optional.empty();
            }
            case AnswerReader.Unknown<T>(String said) -> {
                client.reached(true);
                throw client.rejected(call, said);
            }
            case AnswerReader.Refused<T>(String said) -> {
                client.reached(true);
                throw client.failure(call, said, null);
            }
            case AnswerReader.Crowded<T>(String ignored, Optional<Duration> after) -> {
                client.reached(true);
                throw pass.rest(after.orElse(CROWDED));
            }
            case AnswerReader.Cut<T>(String said, IOException cause) -> {
                boolean found = answersHarmlessly(pass);
                client.reached(found);
                if (found) {
                    yield Optional.empty();
                }
                throw client.failure(call, said, cause);
            }
            case AnswerReader.Later<T>(String said, Optional<Duration> ignored, @Nullable Exception cause) -> {
                client.reached(false);
                throw client.failure(call, said, cause);
            }
        };
    }

    private boolean answersHarmlessly(UnknownCredentials.Pass pass) {
        pass.oneMore();
        try {
            return client.once(Call.get(Part.IAM_USER, "/v3"), Listing.one("version", _ -> true))
                    instanceof AnswerReader.Good<Boolean>;
        } catch (UnavailableException e) {
            return false;
        }
    }
}
