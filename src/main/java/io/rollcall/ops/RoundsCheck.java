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

    private final Supplier<Map<String, Readiness.Check>> present;
    private Map<String, Readiness.Check> checks = Map.of();
    private List<String> names = List.of();
    private final Supplier<? extends Collection<String>> suspects;
    private Set<String> away = Set.of();
    private int next;

    /// @param present the checks by the name of the server, a cluster's id for example; is looked at in each round,
    ///     and gives the same map as long as nothing changes
    /// @param suspects names of servers that others found unreachable; some of them may not be checked here
    public RoundsCheck(
            Supplier<Map<String, Readiness.Check>> present, Supplier<? extends Collection<String>> suspects) {
        this.present = present;
        this.suspects = suspects;
    }

    /// @throws IllegalStateException when a checked server does not answer; the message says which, and how many
    @Override
    public void run() {
        look();
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

    private void look() {
        Map<String, Readiness.Check> now = present.get();
        if (!now.equals(checks)) {
            checks = now;
            names = now.keySet().stream().sorted().toList();
            next = names.isEmpty() ? 0 : next % names.size();
        }
    }

    private Set<String> chosen() {
        Set<String> chosen = new LinkedHashSet<>();
        away.stream().filter(checks::containsKey).limit(ASKED).forEach(chosen::add);
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
