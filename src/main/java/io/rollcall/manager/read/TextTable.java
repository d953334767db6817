package io.rollcall.manager.read;

import io.rollcall.cluster.Numbering;
import java.util.Arrays;

/// A hash table from texts, as the bytes in which a server sends them, to numbers. Groups repeat the same texts a
/// hundred thousand times, and most of them need not even become a `String`. Not thread-safe.
final class TextTable {
    /// At most half of the places are taken, so that a look-up ends soon.
    private static final int SPARE = 2;

    private byte[][] texts = new byte[1024][];
    private int[] numbers = new int[1024];
    private int size;

    /// The number of that text, or [Numbering#NONE].
    int get(byte[] text) {
        int place = place(text);
        return texts[place] == null ? Numbering.NONE : numbers[place];
    }

    /// @param text is kept, and must not be changed
    void put(byte[] text, int number) {
        int place = place(text);
        if (texts[place] == null) {
            size++;
        }
        texts[place] = text;
        numbers[place] = number;
        if (size * SPARE > texts.length) {
            grow();
        }
    }

    private int place(byte[] text) {
        int mask = texts.length - 1;
        int hash = Arrays.hashCode(text);
        int place = (hash ^ (hash >>> 15)) & mask;
        while (texts[place] != null && !Arrays.equals(texts[place], text)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        byte[][] oldTexts = texts;
        int[] oldNumbers = numbers;
        texts = new byte[2 * oldTexts.length][];
        numbers = new int[2 * oldTexts.length];
        for (int i = 0; i < oldTexts.length; i++) {
            if (oldTexts[i] != null) {
                int place = place(oldTexts[i]);
                texts[place] = oldTexts[i];
                numbers[place] = oldNumbers[i];
            }
        }
    }
}
