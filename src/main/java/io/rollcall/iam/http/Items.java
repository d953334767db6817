package io.rollcall.iam.http;

import java.util.List;
import java.util.stream.Stream;

/// The items of a list: in which field of the answer they are, which of their values are read, and what is made of
/// those.
///
/// @param paths of the values, as those of a [Row]; `id` is one of them, so that an invalid item can be named
public record Items<T>(String field, List<String> paths, Making<T> making) {
    /// Makes a value from one item.
    @FunctionalInterface
    public interface Making<T> {
        /// @throws IllegalArgumentException if the item is invalid
        T of(Row item);
    }

    public Items {
        paths = Stream.concat(Stream.of("id"), paths.stream()).distinct().toList();
    }

    public static <T> Items<T> of(String field, Making<T> making, String... paths) {
        return new Items<>(field, List.of(paths), making);
    }
}
