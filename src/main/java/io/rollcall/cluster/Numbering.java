package io.rollcall.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers for values, dense and from 0 on: each value is held once, and a membership of it costs four bytes
/// ([NumberedSet]) instead of an entry of a hash table. A numbering is filled by one thread; once filled, any
/// thread may read it.
///
/// @param <T> the type of the values, with an `equals` that says which are the same
public final class Numbering<T> {
    /// The number of a value that has none.
    public static final int NONE = -1;

    private final Map<T, Integer> numbers;
    private final List<T> values;

    public Numbering() {
        this(16);
    }

    /// @param expected about how many values there will be
    public Numbering(int expected) {
        this.numbers = HashMap.newHashMap(expected);
        this.values = new ArrayList<>(expected);
    }

    /// The number of a value, which gets the next one if it has none.
    public int add(T value) {
        Integer known = numbers.putIfAbsent(value, values.size());
        if (known != null) {
            return known;
        }
        values.add(value);
        return values.size() - 1;
    }

    /// The number of a value, or [#NONE].
    public int of(Object value) {
        Integer number = numbers.get(value);
        return number == null ? NONE : number;
    }

    /// The value with that number.
    public T value(int number) {
        return values.get(number);
    }

    /// How many values have numbers: these are the numbers below it.
    public int size() {
        return values.size();
    }

    /// Whether the set is one of this numbering already.
    @SuppressWarnings("ReferenceEquality") // Two numberings are the same only if they are one object.
    public boolean numbers(Collection<?> set) {
        return set instanceof NumberedSet<?> numbered && numbered.numbering() == this;
    }

    /// Whether both give the same numbers to the same values.
    public boolean isLike(Numbering<?> other) {
        return values.equals(other.values);
    }

    /// A set of some values, each of which gets a number if it has none.
    public NumberedSet<T> set(Collection<? extends T> some) {
        int[] members = new int[some.size()];
        int count = 0;
        for (T value : some) {
            members[count++] = add(value);
        }
        return set(members, count);
    }

    /// The set of the values with the first `count` of these numbers, in any order and perhaps repeated. The array
    /// is the set's from now on.
    public NumberedSet<T> set(int[] members, int count) {
        Arrays.sort(members, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || members[i] != members[i - 1]) {
                members[distinct++] = members[i];
            }
        }
        return new NumberedSet<>(this, distinct == members.length ? members : Arrays.copyOf(members, distinct));
    }
}
