package io.rollcall.iam.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rollcall.access.AccessKey;
import io.rollcall.access.Caller;
import io.rollcall.access.CallerSource;
import io.rollcall.access.NoCaller;
import io.rollcall.access.Powers;
import io.rollcall.access.Rights;
import io.rollcall.access.Subject;
import io.rollcall.access.Token;
import io.rollcall.background.Backoff;
import io.rollcall.background.CircuitBreaker;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Sha256;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.iam.http.AnswerReader;
import io.rollcall.iam.http.Authenticator;
import io.rollcall.iam.http.IamClient;
import io.rollcall.iam.http.IamClient.Call;
import io.rollcall.iam.http.Listing;
import io.rollcall.iam.http.ReadCache;
import io.rollcall.iam.http.ReadContext;
import io.rollcall.iam.http.SharedReads;
import io.rollcall.iam.http.Timeouts;
import io.rollcall.iam.http.Transport;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import io.rollcall.policy.Policy;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.LastReads;
import io.rollcall.sync.source.Selection;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An IAM that is reached over HTTP. The first request is sent when its answer is needed, so a server starts while
/// its IAM is down. Thread-safe.
///
/// Answers about callers (tokens, keys, rights) are cached for at most a minute and only in memory. Tokens and
/// keys are cached by their hashes.
public final class KeystoneIdentitySource implements IdentitySource, CallerSource, AutoCloseable {
    /// Real ones have some 200 bytes (Fernet) to 20,000 (signed ones with a catalog). Together with this service's
    /// own token, a longer one may exceed what the server in front of the IAM accepts, which would cut the
    /// connection.
    private static final int LONGEST_TOKEN = 32 * 1024;

    private final KeystoneSettings settings;
    private final InstantSource clock;
    private final IamClient.Pause pause;
    private final List<CircuitBreaker> breakers = new CopyOnWriteArrayList<>();
    private final Transport transport;
    private final URI base;
    private final Predicate<Policy> matters;
    private final IamClient reads;
    private final SharedReads sharedReads;
    private final LastReads lastReads = new LastReads();
    private final IamClient checks;
    private final Dialect unknownDialect;
    private final UnknownCredentials unknownKeys;
    private final UnknownCredentials unknownTokens;
    private final TokenCheck tokenCheck;
    private final AccountReader checkedAccount;
    private final CallerReader checkedCallers;
    private final Dialect checkedDialect;
    private final CallerCache<String, Token> tokens;
    private final CallerCache<String, AccessKey> keys;
    private final CallerCache<Asked, Caller> callers;

    private record Asked(IamId user, ProjectId project, Powers powers) {}

    private KeystoneIdentitySource(
            KeystoneSettings settings, Predicate<Policy> matters, InstantSource clock, IamClient.Pause pause)
            throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.pause = pause;
        this.transport = new Transport(settings.caFile());
        this.base = URI.create(settings.url().toString().replaceFirst("/+(v3/*)?$", ""));
        Authenticator authenticator = authenticator();
        KeystoneSettings.Limits limits = settings.limits();
        Timeouts reading = new Timeouts(limits.requestTimeout(), limits.retryFor());
        this.matters = matters;
        this.reads = client(reading, authenticator);
        this.checks = client(reading.atMost(Timeouts.CHECK), authenticator);
        Timeouts once = new Timeouts(limits.requestTimeout(), Duration.ZERO).atMost(Timeouts.CHECK);
        IamClient unknown = client(once, authenticator);
        this.unknownDialect = dialect(unknown);
        this.unknownKeys = unknown(clock);
        this.unknownTokens = unknown(clock);
        this.tokenCheck = new TokenCheck(client(once, authenticator));
        this.sharedReads = new SharedReads(clock);
        this.checkedDialect = dialect(checks);
        this.checkedAccount = account(checks);
        this.checkedCallers = new CallerReader(checks, settings.domain());
        this.tokens = new CallerCache<>(clock);
        this.keys = new CallerCache<>(clock);
        this.callers = new CallerCache<>(clock);
    }

    /// Sends no request yet.
    ///
    /// @param matters whether the members of a group that holds a policy can make a difference to any cluster; the
    ///     members of other groups are not read
    /// @throws IOException if the certificates cannot be read
    public static KeystoneIdentitySource open(KeystoneSettings settings, Predicate<Policy> matters, InstantSource clock)
            throws IOException {
        return open(settings, matters, clock, Thread::sleep);
    }

    static KeystoneIdentitySource open(
            KeystoneSettings settings, Predicate<Policy> matters, InstantSource clock, IamClient.Pause pause)
            throws IOException {
        return new KeystoneIdentitySource(settings, matters, clock, pause);
    }

    /// Sets the interval of drift checks, so that what one check shares with another is recent compared to that.
    public KeystoneIdentitySource lookedAtEvery(Duration interval) {
        sharedReads.roundsEvery(interval);
        return this;
    }

    /// Whether calls of every kind are made: no circuit breaker is open.
    public boolean answers() {
        return breakers.stream().allMatch(breaker -> breaker.pause().isZero());
    }

    /// With permits and a breaker of its own: failures of one kind of calls must not stop another kind.
    private IamClient client(Timeouts timeouts, @Nullable Authenticator authenticator) {
        Semaphore permits = new Semaphore(settings.limits().concurrentRequests());
        CircuitBreaker breaker = breaker(clock);
        breakers.add(breaker);
        return new IamClient(base, transport, breaker, clock, pause, permits, timeouts, authenticator);
    }

    /// Three calls in a row that failed for good, and none is made for ten seconds.
    private static CircuitBreaker breaker(InstantSource clock) {
        return new CircuitBreaker(
                () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()), 3, Backoff.constant(Duration.ofSeconds(10)));
    }

    private UnknownCredentials unknown(InstantSource clock) {
        KeystoneSettings.Limits limits = settings.limits();
        return new UnknownCredentials(limits.unknownPerSecond(), Math.max(1, limits.concurrentRequests() / 2), clock);
    }

    private AccountReader account(IamClient client) {
        return new AccountReader(client, dialect(client), settings.domain(), settings.projectDomain(), matters);
    }

    private Dialect dialect(IamClient client) {
        return switch (settings.kind()) {
            case KEYSTONE -> new KeystoneDialect(client, settings.projectDomain(), settings.roles());
            case HUAWEI -> new HuaweiDialect(client, settings.domain());
        };
    }

    private Authenticator authenticator() {
        @Nullable String domain = settings.kind() == KeystoneSettings.Kind.HUAWEI ? settings.domain() : null;
        return switch (settings.credentials()) {
            case Credentials.Password user ->
                serviceToken(
                        () -> ServiceToken.request(user, domain),
                        user.password(),
                        "the login " + user.user() + " of the domain " + user.userDomain());
            case Credentials.ApplicationCredential credential ->
                serviceToken(
                        () -> ServiceToken.request(credential),
                        credential.secret(),
                        "the application credential " + credential.id());
            case Credentials.FixedToken fixed -> new FixedToken(fixed.token());
            case Credentials.SigningKey key -> new RequestKey(key, settings.domain(), clock);
        };
    }

    /// @param request builds the body with the secret as it is at that moment
    private ServiceToken serviceToken(Supplier<ObjectNode> request, Secret secret, String who) {
        KeystoneSettings.Limits limits = settings.limits();
        IamClient anonymous =
                client(new Timeouts(limits.requestTimeout(), limits.retryFor()).atMost(Timeouts.CHECK), null);
        AnswerReader.Body<ServiceToken.Issued> reader = (json, headers) -> {
            JsonNode token = AnswerReader.JSON.<JsonNode>readTree(json).path("token");
            String text = headers.firstValue("X-Subject-Token")
                    .orElseThrow(() -> new IOException("the answer has no X-Subject-Token"));
            return ServiceToken.Issued.of(Secret.of(text), clock.instant(), expiry(token));
        };
        LoginOnce login = new LoginOnce(secret, who + " is not accepted by the IAM at " + base, clock);
        return new ServiceToken(
                () -> login.with(() -> {
                    Secret body = Secret.of(request.get().toString());
                    Call call = new Call(Part.IAM_USER, "/v3/auth/tokens?nocatalog=true", Map.of(), body);
                    return anonymous
                            .call(call, reader)
                            .orElseThrow(() -> new UnavailableException(
                                    Part.IAM_USER,
                                    "the IAM at " + base + " issues no tokens; is the url that of its v3?"));
                }),
                clock);
    }

    @Override
    public IamSnapshot read(ProjectId project, Selection selection, Progress progress) throws UnavailableException {
        IamSnapshot read = account(reads.with(progress)).read(project, selection, ReadContext.anew());
        return switch (selection) {
            case Selection.Everything _ -> lastReads.next(project, read);
            case Selection.Named _ -> read;
        };
    }

    @Override
    public IamSnapshot look(ProjectId project, Instant notBefore, Progress progress) throws UnavailableException {
        ReadCache cache = sharedReads.begin(notBefore);
        try {
            IamSnapshot read =
                    account(reads.with(progress)).read(project, new Selection.Everything(), ReadContext.with(cache));
            return lastReads.next(project, read);
        } finally {
            sharedReads.end(cache);
        }
    }

    /// Sends the smallest request that proves that the IAM answers and accepts the credentials.
    ///
    /// @throws UnavailableException when it does not
    public void check() throws UnavailableException {
        if (checks.call(Call.get(Part.IAM_USER, "/v3"), Listing.one("version", _ -> true))
                .isEmpty()) {
            throw new UnavailableException(Part.IAM_USER, "the IAM at " + base + " has no /v3; is the url right?");
        }
    }

    @Override
    public Optional<AccessKey> accessKey(String access) throws UnavailableException {
        return keys.get(Sha256.hex(access), (hash, acquainted) -> {
            // Neither a known key nor an IAM that reveals no keys needs the limit.
            if (acquainted || settings.kind() == KeystoneSettings.Kind.HUAWEI) {
                return checkedDialect.accessKey(access);
            }
            try (UnknownCredentials.Pass _ = unknownKeys.admit(hash)) {
                return unknownDialect.accessKey(access);
            }
        });
    }

    /// Only a token for a project counts. A token that expires while it is cached is returned as expired.
    @Override
    public Optional<Token> token(Secret token) throws UnavailableException {
        String text = token.reveal();
        if (text.length() > LONGEST_TOKEN || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return Optional.empty();
        }
        Call call = new Call(
                Part.IAM_USER, "/v3/auth/tokens" + checkedDialect.validation(), Map.of("X-Subject-Token", text), null);
        AnswerReader.Body<Optional<Token>> reader = Listing.one("token", this::token);
        return tokens.get(Sha256.hex(text), (hash, acquainted) -> {
            if (acquainted) {
                return checks.call(call, reader).flatMap(found -> found);
            }
            try (UnknownCredentials.Pass pass = unknownTokens.admit(hash)) {
                return tokenCheck.of(call, reader, pass).flatMap(found -> found);
            }
        });
    }

    private Optional<Token> token(JsonNode item) {
        String project = item.path("project").path("id").asText("");
        return project.isEmpty()
                ? Optional.empty()
                : Optional.of(new Token(
                        new IamId(Listing.text(item.path("user"), "id")),
                        new ProjectId(project),
                        expiry(item),
                        checkedDialect.powers(item),
                        secondFactor(item)));
    }

    /// Null if the token does not say how its user logged in.
    private static @Nullable Boolean secondFactor(JsonNode token) {
        if (token.hasNonNull("mfa_authn_at")) {
            return true;
        }
        JsonNode methods = token.path("methods");
        if (!methods.isArray()) {
            return null;
        }
        for (JsonNode method : methods) {
            if (method.asText().equals("totp")) {
                return true;
            }
        }
        return false;
    }

    /// Both forms occur: `2026-11-22T05:55:27.000000Z`, and the same without a zone, which is UTC.
    private static Instant expiry(JsonNode token) {
        String text = Listing.text(token, "expires_at");
        try {
            return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expires_at is no time", e);
        }
    }

    @Override
    public Optional<Caller> caller(IamId user, ProjectId project, Powers powers) throws UnavailableException {
        return callers.get(new Asked(user, project, powers), (asked, _) -> caller(asked));
    }

    private Optional<Caller> caller(Asked asked) throws UnavailableException {
        if (checkedAccount
                .domainOf(asked.project())
                .filter(settings.projectDomain()::equals)
                .isEmpty()) {
            return Optional.empty();
        }
        Optional<CallerReader.CallingUser> found =
                callingUser(asked.user()).filter(known -> known.user().enabled());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CallerReader.CallingUser user = found.get();
        Dialect.Standing standing = checkedDialect.standing(asked.user(), asked.project(), asked.powers());
        Set<Subject> subjects = new HashSet<>();
        standing.names().forEach(name -> subjects.add(new Subject.PolicyNamed(name)));
        boolean inPerson = switch (asked.powers()) {
            case Powers.OfUser _, Powers.OfLogin _ -> true;
            case Powers.Delegated _ -> false;
        };
        if (inPerson) {
            subjects.addAll(checkedCallers.subjects(user));
        }
        return Optional.of(new Caller(
                asked.user(), user.user().name(), subjects, new Rights(standing.owner(), standing.policies())));
    }

    /// In Keystone, roles are assigned across domains: the holder of a role on the project may belong to any
    /// domain. In Huawei Cloud, only users of the account hold roles.
    private Optional<CallerReader.CallingUser> callingUser(IamId id) throws UnavailableException {
        return checkedCallers.user(id).filter(user -> switch (settings.kind()) {
            case KEYSTONE -> true;
            case HUAWEI -> user.ours();
        });
    }

    @Override
    public NoCaller whyNoCaller(IamId user, ProjectId project) throws UnavailableException {
        Optional<String> domain = checkedAccount.domainOf(project);
        if (domain.isEmpty()) {
            return NoCaller.NO_PROJECT;
        }
        if (!domain.get().equals(settings.projectDomain())) {
            return NoCaller.OTHER_DOMAIN;
        }
        return callingUser(user)
                .map(known -> known.user().enabled() ? NoCaller.UNKNOWN : NoCaller.DISABLED)
                .orElse(NoCaller.NO_USER);
    }

    @Override
    public void close() {
        transport.close();
    }
}
