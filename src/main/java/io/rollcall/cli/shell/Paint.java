package io.rollcall.cli.shell;

/// Colours by meaning, where a person wants them. A colour never says more than the words do.
///
/// @param on whether there are colours
public record Paint(boolean on) {
    /// None.
    public static final Paint NONE = new Paint(false);

    /// What is well, or comes.
    public String good(String text) {
        return in("32", text);
    }

    /// What changes, or is not known.
    public String changing(String text) {
        return in("33", text);
    }

    /// What goes, or has failed.
    public String bad(String text) {
        return in("31", text);
    }

    /// What a person has to look at.
    public String odd(String text) {
        return in("35", text);
    }

    /// What matters less.
    public String faint(String text) {
        return in("2", text);
    }

    private String in(String colour, String text) {
        return on ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }
}
