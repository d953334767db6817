package io.rollcall.api;

/// The language of `error_msg`.
enum Language {
    ENGLISH,
    CHINESE;

    /// @param header the value of `X-Language`, empty when it is absent
    static Language of(String header) {
        return header.strip().equalsIgnoreCase("zh-cn") ? CHINESE : ENGLISH;
    }
}
