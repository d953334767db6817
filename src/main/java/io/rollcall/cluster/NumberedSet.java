package io.rollcall.cluster;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// A set of values as their numbers in one [Numbering]. Two sets of one numbering can be compared without a look at
/// the values. Iterates in the order of the numbers. Immutable.
///
/// @param <T> the type of the values
public final class NumberedSet<T> extends AbstractSet<T> {
    private final Numbering<T> numbering;
    private final int[] members;

    /// @param members ascending, without repetition
    NumberedSet(Numbering<T> numbering, int[] members) {
        this.numbering = numbering;
        this.members = members;
    }

    /// The values as a set of that numbering: the same object where it is one already.
    public static <T> NumberedSet<T> of(Collection<? extends T> values, Numbering<T> numbering) {
        if (numbering.numbers(values)) {
            @SuppressWarnings("unchecked") // A set of this numbering holds its values.
            NumberedSet<T> same = (NumberedSet<T>) values;
            return same;
        }
        return numbering.set(values);
    }

    public Numbering<T> numbering() {
        return numbering;
    }

    /// The number of the member at that place, in ascending order.
    public int number(int place) {
        return members[place];
    }

    /// Whether both hold the same numbers, which are the same members where the numberings are alike.
    public boolean hasNumbersOf(NumberedSet<?> other) {
        return Arrays.equals(members, other.members);
    }

    @Override
    public int size() {
        return members.length;
    }

    @Override
    public boolean contains(@Nullable Object value) {
        return value != null && Arrays.binarySearch(members, numbering.of(value)) >= 0;
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private int place;

            @Override
            public boolean hasNext() {
                return place < members.length;
            }

            @Override
            public T next() {
                if (place == members.length) {
                    throw new NoSuchElementException();
                }
                return numbering.value(members[place++]);
            }
        };
    }
}
