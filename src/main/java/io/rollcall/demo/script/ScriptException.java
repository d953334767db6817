package io.rollcall.demo.script;

/// A text says what is not carried out here, or what no shell could carry out.
final class ScriptException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param line counted from 1
    ScriptException(int line, String message) {
        super("line " + line + ": " + message);
    }
}
