package io.rollcall;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who began what when, of operations in the order in which they were accepted: whether an operation had to wait
/// while a worker was idle.
final class QueueFairness {
    private record Turn(String replica, long accepted, long started, long finished) {}

    private record Event(long at, int waiting, String replica, int running) {}

    private final List<Turn> turns = new ArrayList<>();

    /// All times in milliseconds.
    void add(String replica, long accepted, long started, long finished) {
        turns.add(new Turn(replica, accepted, started, finished));
    }

    long longestWait() {
        return turns.stream()
                .mapToLong(turn -> turn.started() - turn.accepted())
                .max()
                .orElse(0);
    }

    /// The most that were accepted later and begun earlier than one of them.
    int mostOvertaken() {
        int most = 0;
        TreeMap<Long, Integer> begun = new TreeMap<>();
        int later = 0;
        for (Turn turn : turns.reversed()) {
            int after = begun.tailMap(turn.started(), true).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            most = Math.max(most, later - after);
            begun.merge(turn.started(), 1, Integer::sum);
            later++;
        }
        return most;
    }

    /// The longest time in which some replica ran nothing and something waited.
    long longestIdleness() {
        List<Event> events = new ArrayList<>();
        for (Turn turn : turns) {
            events.add(new Event(turn.accepted(), 1, turn.replica(), 0));
            events.add(new Event(turn.started(), -1, turn.replica(), 1));
            events.add(new Event(turn.finished(), 0, turn.replica(), -1));
        }
        // What ends at the same millisecond at which something begins leaves no gap.
        events.sort(Comparator.comparingLong(Event::at).thenComparing(Event::running, Comparator.reverseOrder()));
        Map<String, Integer> running = new HashMap<>();
        turns.forEach(turn -> running.put(turn.replica(), 0));
        Map<String, Long> idleSince = new HashMap<>();
        int waiting = 0;
        long longest = 0;
        for (Event event : events) {
            waiting += event.waiting();
            running.merge(event.replica(), event.running(), Integer::sum);
            for (Map.Entry<String, Integer> one : running.entrySet()) {
                Long since = idleSince.get(one.getKey());
                if (since != null) {
                    longest = Math.max(longest, event.at() - since);
                }
                if (waiting == 0 || one.getValue() > 0) {
                    idleSince.remove(one.getKey());
                } else if (since == null) {
                    idleSince.put(one.getKey(), event.at());
                }
            }
        }
        return longest;
    }

    /// How many each of them carried out.
    List<String> perReplica() {
        Map<String, Integer> counts = new TreeMap<>();
        turns.forEach(turn -> counts.merge(turn.replica(), 1, Integer::sum));
        return counts.values().stream()
                .map(count -> "one replica carried out " + count)
                .toList();
    }
}
