package io.rollcall.demo.script;

import java.util.List;

/// A text as a tree of commands, in the part of the shell's language that sample code uses. Immutable.
///
/// @param commands one after the other
record Script(List<Command> commands) {
    Script {
        commands = List.copyOf(commands);
    }

    /// A line, or a part of one up to `;`.
    sealed interface Command {
        /// Where it begins, counted from 1.
        int line();
    }

    /// `name() { ...; }`
    record Definition(int line, String name, Script body) implements Command {}

    /// `a | b`, or one command alone.
    record Pipeline(int line, List<Simple> parts) implements Command {
        Pipeline {
            parts = List.copyOf(parts);
        }
    }

    /// Words, and the assignments before them; either may be missing.
    record Simple(int line, List<Assignment> assignments, List<Word> words) {
        Simple {
            assignments = List.copyOf(assignments);
            words = List.copyOf(words);
        }
    }

    /// `name=word`
    record Assignment(String name, Word value) {}

    /// Its parts follow each other without a blank.
    record Word(int line, List<Part> parts) {
        Word {
            parts = List.copyOf(parts);
        }
    }

    /// A part of a word.
    sealed interface Part {}

    /// Text that means itself.
    record Literal(String text) implements Part {}

    /// `$name`
    record Variable(String name, boolean quoted) implements Part {}

    /// `$(...)`
    record Substitution(Script script, boolean quoted) implements Part {}
}
