package io.rollcall.api.error;

import java.util.List;
import java.util.stream.Collectors;

/// A text in the two languages of the API (R12).
public record Message(String english, String chinese) {
    public static final Message NONE = new Message("", "");

    /// For a text that is the same in both languages: ids, places.
    public static Message same(String text) {
        return new Message(text, text);
    }

    static Message joined(List<Message> parts) {
        return new Message(
                parts.stream().map(Message::english).collect(Collectors.joining("; ")),
                parts.stream().map(Message::chinese).collect(Collectors.joining("；")));
    }

    /// This text and then the other, if there is one.
    public Message and(Message detail) {
        return detail.equals(NONE) ? this : new Message(english + " " + detail.english, chinese + " " + detail.chinese);
    }

    public String in(Language language) {
        return switch (language) {
            case ENGLISH -> english;
            case CHINESE -> chinese;
        };
    }
}
