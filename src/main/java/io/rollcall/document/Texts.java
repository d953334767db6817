package io.rollcall.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The texts of one document, numbered from 0: a large document repeats the same ones over and over, and then has
/// the same number, and one object, for all of them. Not thread-safe; confined to one reading.
final class Texts {
    /// Odd and different in each process, so that no file can be made whose texts all collide.
    private static final int FACTOR = ThreadLocalRandom.current().nextInt() | 1;

    private final byte[] content;
    private final Map<String, Integer> others = new HashMap<>();
    private int[] from;
    private int[] to;
    private @Nullable String[] strings;
    private int count;

    /// The numbers of the slices plus one, at the place that the hash says or behind it; zero where it is free.
    private int[] table;

    /// @param content in UTF-8
    Texts(byte[] content) {
        this.content = content;
        int expected = 64 + content.length / 256;
        this.from = new int[expected];
        this.to = new int[expected];
        this.strings = new String[expected];
        this.table = new int[Integer.highestOneBit(expected) * 4];
    }

    /// The number of a slice of the content; equal slices have the same one.
    ///
    /// @param start of its first byte
    /// @param end behind its last byte
    int of(int start, int end) {
        int place = hash(start, end) & (table.length - 1);
        while (table[place] != 0) {
            int known = table[place] - 1;
            if (Arrays.equals(content, from[known], to[known], content, start, end)) {
                return known;
            }
            place = (place + 1) & (table.length - 1);
        }
        int added = add(null);
        from[added] = start;
        to[added] = end;
        table[place] = added + 1;
        if (2 * count > table.length) {
            rehash();
        }
        return added;
    }

    /// The number of a text that is no slice, as it holds escapes; equal ones have the same.
    int of(String text) {
        return others.computeIfAbsent(text, this::add);
    }

    String string(int number) {
        String known = strings[number];
        if (known == null) {
            known = new String(content, from[number], to[number] - from[number], UTF_8);
            strings[number] = known;
        }
        return known;
    }

    int count() {
        return count;
    }

    private int add(@Nullable String text) {
        if (count == strings.length) {
            int more = count + (count >> 1);
            from = Arrays.copyOf(from, more);
            to = Arrays.copyOf(to, more);
            strings = Arrays.copyOf(strings, more);
        }
        strings[count] = text;
        return count++;
    }

    private void rehash() {
        int[] larger = new int[2 * table.length];
        for (int number : table) {
            if (number != 0) {
                int place = hash(from[number - 1], to[number - 1]) & (larger.length - 1);
                while (larger[place] != 0) {
                    place = (place + 1) & (larger.length - 1);
                }
                larger[place] = number;
            }
        }
        table = larger;
    }

    private int hash(int start, int end) {
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = (hash ^ content[i]) * FACTOR;
        }
        return hash ^ (hash >>> 15);
    }
}
