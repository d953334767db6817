package io.rollcall.document;

import java.util.ArrayList;
import java.util.List;

/// Collects the problems of one file, up to a bound: a file with too many problems must not fill the memory.
final class Problems {
    private static final int MOST = 1_000;

    private final List<Problem> list = new ArrayList<>();
    private int more;

    public void add(String place, String text) {
        if (list.size() < MOST) {
            list.add(new Problem(place, text));
        } else {
            more++;
        }
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    List<Problem> list() {
        List<Problem> all = new ArrayList<>(list);
        if (more > 0) {
            all.add(new Problem("", more + " more problems are not listed"));
        }
        return List.copyOf(all);
    }
}
