package io.rollcall.api.error;

/// The language of `error_msg`.
public enum Language {
    ENGLISH,
    CHINESE;

    /// @param header the value of `X-Language`, empty when it is absent
    public static Language of(String header) {
        return header.strip().equalsIgnoreCase("zh-cn") ? CHINESE : ENGLISH;
    }
}
