package io.rollcall.ops;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// One check for many servers of one kind, the directories of all clusters for example. A round checks a few:
/// those that failed in the last round, some suspects, and the next ones in turn. So its cost does not depend on
/// their number. It passes when all checked servers answer. Not thread-safe; [DependencyChecks] runs one round at
/// a time.
public final class RoundsCheck implements Readiness.Check {
    /// How many of each sort are checked in one round.
    static final int ASKED = 4;

    private final Map<String, Readiness.Check> checks;
    private final List<String> names;
    private final Supplier<? extends Collection<String>> suspects;
    private Set<String> away = Set.of();
    private int next;

    /// @param checks by the name of the server, a cluster's id for example
    /// @param suspects names of servers that others found unreachable; some of them may not be checked here
    public RoundsCheck(Map<String, Readiness.Check> checks, Supplier<? extends Collection<String>> suspects) {
        this.checks = Map.copyOf(checks);
        this.names = checks.keySet().stream().sorted().toList();
        this.suspects = suspects;
    }

    /// @throws IllegalStateException when a checked server does not answer; the message says which, and how many
    @Override
    public void run() {
        Map<String, String> failed = ask(chosen());
        away = failed.keySet();
        if (!failed.isEmpty()) {
            Map.Entry<String, String> first = failed.entrySet().iterator().next();
            throw new IllegalStateException("%s: %s%s"
                    .formatted(
                            first.getKey(),
                            first.getValue(),
                            failed.size() == 1 ? "" : ", and %d more".formatted(failed.size() - 1)));
        }
    }

    private Set<String> chosen() {
        Set<String> chosen = new LinkedHashSet<>();
        away.stream().limit(ASKED).forEach(chosen::add);
        suspects.get().stream().filter(checks::containsKey).limit(ASKED).forEach(chosen::add);
        for (int i = 0; i < Math.min(ASKED, names.size()); i++) {
            chosen.add(names.get(next));
            next = (next + 1) % names.size();
        }
        return chosen;
    }

    /// @return the reason for each that failed
    private Map<String, String> ask(Set<String> chosen) {
        Map<String, Future<Optional<String>>> answers = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            chosen.forEach(name ->
                    answers.put(name, threads.submit(() -> failure(Objects.requireNonNull(checks.get(name))))));
        }
        Map<String, String> failed = new LinkedHashMap<>();
        answers.forEach((name, answer) -> answer.resultNow().ifPresent(reason -> failed.put(name, reason)));
        return failed;
    }

    // A check is foreign code: any exception means that it failed.
    private static Optional<String> failure(Readiness.Check check) {
        try {
            check.run();
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
