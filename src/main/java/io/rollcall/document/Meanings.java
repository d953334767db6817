package io.rollcall.document;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the texts of one document stand for in lists that repeat them, like the members of groups: each text is
/// parsed once, and its value is one object in all the lists. Not thread-safe; confined to the reading of one
/// document.
public final class Meanings<T> {
    private final Function<String, T> parse;

    /// By the number of the text.
    private @Nullable Object[] known = new Object[0];

    /// @param parse gives equal texts the same value, whenever it is asked; refuses a text as for a [Section]
    public Meanings(Function<String, T> parse) {
        this.parse = parse;
    }

    /// The value of the text at a place of the tree, if it is known already.
    @SuppressWarnings("unchecked")
    @Nullable
    T of(Tree tree, int at) {
        int text = tree.text(at);
        return text < 0 || text >= known.length ? null : (T) known[text];
    }

    /// The parse function, which makes the value of the text at a place known.
    Function<String, T> learning(Tree tree, int at) {
        return written -> {
            T value = parse.apply(written);
            if (known.length == 0) {
                known = new Object[tree.texts()];
            }
            known[tree.text(at)] = value;
            return value;
        };
    }
}
