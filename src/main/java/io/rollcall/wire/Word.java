package io.rollcall.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A word of a closed list, which a newer server may have made longer: the text is always there, the constant only
/// if this version knows the word.
///
/// @param <E> the words that this version knows, each spelled as its constant in lower case
public final class Word<E extends Enum<E>> implements Comparable<Word<E>> {
    private final String text;
    private final @Nullable E known;

    private Word(String text, @Nullable E known) {
        this.text = text;
        this.known = known;
    }

    public static <E extends Enum<E>> Word<E> of(E constant) {
        return new Word<>(spelled(constant), constant);
    }

    /// Any text, which may be a word that this version does not know.
    public static <E extends Enum<E>> Word<E> of(Class<E> words, String text) {
        @Nullable
        E known = Arrays.stream(words.getEnumConstants())
                .filter(constant -> spelled(constant).equals(text))
                .findFirst()
                .orElse(null);
        return new Word<>(text, known);
    }

    /// All words that this version knows.
    public static <E extends Enum<E>> List<String> all(Class<E> words) {
        return Arrays.stream(words.getEnumConstants()).map(Word::spelled).toList();
    }

    private static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// As it goes over the wire.
    @JsonValue
    public String text() {
        return text;
    }

    /// The constant; null for a word that this version does not know.
    public @Nullable E known() {
        return known;
    }

    public boolean is(E constant) {
        return known == constant;
    }

    @Override
    public int compareTo(Word<E> other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Word<?> word && text.equals(word.text) && known == word.known;
    }

    @Override
    public int hashCode() {
        return Objects.hash(text, known);
    }

    @Override
    public String toString() {
        return text;
    }
}
