package io.rollcall.operation;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Database;
import io.rollcall.operation.audit.Audit;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.policy.Policy;
import io.rollcall.sync.password.AccountPasswords;
import io.rollcall.sync.password.PasswordOutcome;
import io.rollcall.sync.password.PasswordPlace;
import io.rollcall.sync.password.PasswordStanding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives accounts their first password (R21, docs/decisions/0040-initial-passwords.md). No password is
/// stored or logged here; the log and the audit record which caller set the password of which account. Unlike all
/// other tasks behind the API it waits for the Manager, because the caller needs the answer at once. Thread-safe.
public final class Passwords {
    private static final Logger log = LoggerFactory.getLogger(Passwords.class);

    private static final Duration RESETS_WITHIN = Duration.ofHours(1);

    private final Database database;
    private final InstantSource clock;
    private final Function<ClusterId, Optional<ServedCluster>> clusters;
    private final Set<Place> busy = ConcurrentHashMap.newKeySet();

    private record Place(ClusterId cluster, String key) {}

    /// The result.
    public sealed interface Answer {
        /// The password is valid now.
        ///
        /// @param setIn as in [PasswordOutcome.Initialized]
        /// @param mustChangeIn likewise
        record Initialized(Set<PasswordPlace> setIn, Set<PasswordPlace> mustChangeIn) implements Answer {}

        /// No account of that name was made by a synchronization of the cluster.
        record Unknown() implements Answer {}

        /// The account has a password, and the caller did not ask to replace it.
        record HasOne() implements Answer {}

        /// Another caller is giving that account a password at this moment.
        record Busy() implements Answer {}

        /// The account has rights that the caller could not have.
        ///
        /// @param beyond the roles and groups that the caller lacks
        record TooMighty(SortedSet<String> beyond) implements Answer {}

        /// The password of the account was replaced too often.
        ///
        /// @param pause the time until it may be replaced again
        record TooOften(Duration pause) implements Answer {}

        /// The Manager refused it.
        record Refused(String reason) implements Answer {}
    }

    Passwords(Database database, InstantSource clock, Function<ClusterId, Optional<ServedCluster>> clusters) {
        this.database = database;
        this.clock = clock;
        this.clusters = clusters;
    }

    /// The caller that gives an account a password, and the limits.
    ///
    /// @param policies the caller's, which have to give all rights that the account has; empty for the cloud
    ///     account itself, which may do everything
    /// @param resetsPerHour how often the password of one account is replaced
    public record Giver(Requester by, Optional<Set<Policy>> policies, int resetsPerHour) {}

    /// Gives an account a password, once.
    ///
    /// @param reset whether one that the account has already may be replaced
    /// @throws UnavailableException when the Manager did not answer; then the state of the password is unknown,
    ///     and the caller should ask again
    public Answer initialize(ClusterId cluster, UserName name, Secret password, boolean reset, Giver giver)
            throws UnavailableException {
        Optional<ServedCluster.Use> use = ServedCluster.use(clusters, cluster);
        if (use.isEmpty()) {
            // It was removed meanwhile.
            return new Answer.Unknown();
        }
        try (ServedCluster.Use used = use.get()) {
            return initialize(used.cluster().passwords().orElseThrow(), cluster, name, password, reset, giver);
        }
    }

    private Answer initialize(
            AccountPasswords accounts, ClusterId cluster, UserName name, Secret password, boolean reset, Giver giver)
            throws UnavailableException {
        Place place = new Place(cluster, name.key());
        // Two simultaneous calls would both find no password, and the first caller would get a password that is
        // already replaced.
        if (!busy.add(place)) {
            return new Answer.Busy();
        }
        try {
            Optional<PasswordStanding> standing = accounts.of(name);
            if (standing.isEmpty()) {
                return new Answer.Unknown();
            }
            if (standing.get().initialized() && !reset) {
                return new Answer.HasOne();
            }
            Optional<Answer> refused = refusal(accounts, cluster, name, reset, giver);
            if (refused.isPresent()) {
                return refused.get();
            }
            return tell(accounts.set(standing.get().user(), password), cluster, name, reset, giver.by());
        } finally {
            busy.remove(place);
        }
    }

    private Optional<Answer> refusal(
            AccountPasswords accounts, ClusterId cluster, UserName name, boolean reset, Giver giver)
            throws UnavailableException {
        if (giver.policies().isPresent()) {
            SortedSet<String> beyond = accounts.beyond(giver.policies().get(), name);
            if (!beyond.isEmpty()) {
                return Optional.of(new Answer.TooMighty(beyond));
            }
        }
        if (reset) {
            List<Instant> recent = database.read(connection ->
                    Audit.resets(connection, cluster, name, clock.instant().minus(RESETS_WITHIN)));
            if (recent.size() >= giver.resetsPerHour()) {
                Instant counted = recent.get(recent.size() - giver.resetsPerHour());
                return Optional.of(new Answer.TooOften(Duration.between(clock.instant(), counted.plus(RESETS_WITHIN))));
            }
        }
        return Optional.empty();
    }

    private Answer tell(PasswordOutcome outcome, ClusterId cluster, UserName name, boolean reset, Requester by) {
        boolean initialized = outcome instanceof PasswordOutcome.Initialized;
        Map<String, Object> detail = Map.of("name", name.value(), "reset", reset, "initialized", initialized);
        database.change(connection ->
                Audit.note(connection, clock.millis(), cluster, AuditEntry.Event.PASSWORD, null, by, detail));
        log.atInfo()
                .addKeyValue("cluster", cluster)
                .addKeyValue("user_name", name)
                .addKeyValue("reset", reset)
                .addKeyValue("user_id", by.userId())
                .addKeyValue("request_id", by.requestId())
                .log(initialized ? "password initialized" : "password refused");
        return switch (outcome) {
            case PasswordOutcome.Initialized(Set<PasswordPlace> setIn, Set<PasswordPlace> mustChangeIn) ->
                new Answer.Initialized(setIn, mustChangeIn);
            case PasswordOutcome.Refused(String reason) -> new Answer.Refused(reason);
        };
    }
}
