package io.rollcall.server;

import io.rollcall.config.Configuration;
import io.rollcall.config.LimitSettings;
import io.rollcall.document.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What of a changed configuration a running server cannot take.
final class Restart {
    /// The keys whose changes are taken.
    private static final Set<String> TAKEN =
            Set.of("clusters", "grants", "passwords", "release_by_requester", "limits", "webhooks");

    private static final String NEEDED = "can only be changed by a restart";

    private Restart() {}

    /// A problem for each key that was changed, added or removed and is only read at the start.
    static List<Problem> neededFor(Configuration before, Configuration after) {
        Set<String> keys = new TreeSet<>(before.written().keySet());
        keys.addAll(after.written().keySet());
        List<Problem> problems = new ArrayList<>();
        for (String key : keys) {
            if (!TAKEN.contains(key) && differs(key, before.written(), after.written())) {
                problems.add(new Problem(key, NEEDED));
            }
        }
        LimitSettings old = before.limits();
        LimitSettings limits = after.limits();
        add(problems, "limits.strangers_per_second", old.strangersPerSecond() != limits.strangersPerSecond());
        add(problems, "limits.strangers_burst", old.strangersBurst() != limits.strangersBurst());
        add(problems, "limits.connections", old.connections() != limits.connections());
        return problems;
    }

    private static void add(List<Problem> problems, String place, boolean differs) {
        if (differs) {
            problems.add(new Problem(place, NEEDED));
        }
    }

    static boolean differs(String key, Map<String, String> before, Map<String, String> after) {
        return !before.getOrDefault(key, "").equals(after.getOrDefault(key, ""));
    }
}
