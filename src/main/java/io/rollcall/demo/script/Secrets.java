package io.rollcall.demo.script;

import io.rollcall.cluster.Secret;

/// The secrets of the caller of a text, under names that stand for them: a text has the stand-ins, and only the
/// place that signs or authenticates has the secret. So no output of any text can hold it.
///
/// @param key for signatures
/// @param token for `X-Auth-Token`
public record Secrets(Secret key, Secret token) {
    /// What a text has in the place of the key.
    public static final String KEY_STAND_IN = "the-secret-key-of-this-demo";

    /// What a text has in the place of the token.
    public static final String TOKEN_STAND_IN = "the-token-of-this-demo";

    /// What is signed with: the key, or what a person wrote in its place.
    String usedKey(String text) {
        return text.equals(KEY_STAND_IN) ? key.reveal() : text;
    }

    /// What authenticates: the token, or what a person wrote in its place.
    String usedToken(String text) {
        return text.equals(TOKEN_STAND_IN) ? token.reveal() : text;
    }
}
