package io.rollcall.manager.examination;

/// What an examination found out about one thing.
///
/// @param about one or two words
/// @param text what was found
/// @param remedy what to do; empty where nothing is to be done
public record Finding(Grade grade, String about, String text, String remedy) {
    /// How much it matters.
    public enum Grade {
        OK,
        /// It works, but a person should know.
        NOTE,
        /// A synchronization will fail, or refuse something.
        WRONG
    }

    public static Finding ok(String about, String text) {
        return new Finding(Grade.OK, about, text, "");
    }

    public static Finding note(String about, String text, String remedy) {
        return new Finding(Grade.NOTE, about, text, remedy);
    }

    public static Finding wrong(String about, String text, String remedy) {
        return new Finding(Grade.WRONG, about, text, remedy);
    }
}
