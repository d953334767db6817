package io.rollcall.iam.file;

import io.rollcall.access.AccessKey;
import io.rollcall.access.Caller;
import io.rollcall.access.CallerSource;
import io.rollcall.access.Powers;
import io.rollcall.access.Rights;
import io.rollcall.access.Token;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Exposure;
import io.rollcall.document.Problem;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.Completeness.Complete;
import io.rollcall.sync.source.Completeness.Incomplete;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.Selection;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An IAM that is a YAML file. The file is read again when it changes; every call checks that with one stat, its
/// own or one of the last millisecond.
///
/// Content with any problem is refused as a whole: the last good one stays in use, [#lastProblems()] and the log
/// name all the problems, and until the file is good again every snapshot is incomplete, so that a typing mistake
/// costs no user an account (R23). The same holds while the file is missing, cannot be read, or is being
/// written. A file that was cut off is usually still valid YAML, so two more things are refused: a top-level key
/// of the last good content that is missing now (`access_keys: []` says that it is meant), and an end in the
/// middle of a line where the last good content ended with a complete one.
///
/// Thread-safe. Only [#read] ever waits, less than a second, until an edit is complete; callers are checked
/// against the content read last.
public final class FileIdentitySource implements IdentitySource, CallerSource {
    private static final Logger LOG = LoggerFactory.getLogger(FileIdentitySource.class);
    private static final int PAUSES = 16;
    private static final long PAUSE_MILLIS = 50;
    private static final int LOGGED = 50;

    /// How long a caller waits for new content.
    private static final Duration TIMEOUT = Duration.ofMillis(250);

    private static final long LOOK_EVERY_NANOS = 1_000_000;

    private final Path file;
    private final boolean readable;
    private final WatchedFile watched;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile State state;

    /// The thread that reads new content now. Meanwhile no other thread checks the file.
    private @Nullable Thread parser;

    private final Map<ProjectId, Made> made = new ConcurrentHashMap<>();

    private volatile long looked = System.nanoTime() - LOOK_EVERY_NANOS;

    /// @param problems what is wrong with the file as it is now; empty while `content` is the file's present
    ///     content
    private record State(Content content, boolean wholeLines, List<Problem> problems) {
        private State but(List<Problem> wrong) {
            return new State(content, wholeLines, wrong);
        }
    }

    /// The last snapshot of everything in a project, and what it was made from; both only as long as they are in
    /// use.
    private record Made(WeakReference<Content> content, WeakReference<IamSnapshot> snapshot) {}

    private FileIdentitySource(Path file, WatchedFile watched, State state, boolean readable) {
        this.file = file;
        this.readable = readable;
        this.watched = watched;
        this.state = state;
    }

    /// Reads the file for the first time.
    ///
    /// @throws DocumentException with all the problems if it cannot be used as it is
    public static FileIdentitySource open(Path file, InstantSource clock) throws DocumentException {
        return open(file, clock, false);
    }

    /// As above. Secrets that other users of this machine can read are refused here; when the file becomes
    /// readable later, only a warning is logged.
    ///
    /// @param readable whether others may read them
    public static FileIdentitySource open(Path file, InstantSource clock, boolean readable) throws DocumentException {
        WatchedFile watched = new WatchedFile(file, clock);
        return switch (lookUntilSettled(watched)) {
            case WatchedFile.Look.Changed changed -> {
                State first = new State(
                        FileFormat.read(file.toString(), changed.content()), wholeLines(changed.content()), List.of());
                Optional<String> exposed = exposed(file, first.content(), readable);
                if (exposed.isPresent()) {
                    throw new DocumentException(file.toString(), List.of(new Problem("", exposed.get())));
                }
                logRead(file, first.content());
                yield new FileIdentitySource(file, watched, first, readable);
            }
            case WatchedFile.Look.Unreadable unreadable ->
                throw new DocumentException(file.toString(), unreadable.problems());
            case WatchedFile.Look.Unsettled _, WatchedFile.Look.Unchanged _ ->
                throw new DocumentException(file.toString(), List.of(new Problem("", "is being written")));
        };
    }

    @Override
    public IamSnapshot read(ProjectId project, Selection selection, Progress progress) {
        progress.made();
        boolean settled;
        State now;
        lock.lock();
        try {
            awaitParser();
            settled = settled(lookUntilSettled(watched));
            now = state;
        } finally {
            lock.unlock();
        }
        Completeness completeness = completeness(now, settled, project);
        return switch (selection) {
            case Selection.Everything _ -> everything(now.content(), project, completeness);
            case Selection.Named _ ->
                new IamSnapshot(now.content().users(selection), now.content().groups(selection, project), completeness);
        };
    }

    /// While the content is the same, so is the snapshot: nothing is made, and nothing compared.
    private IamSnapshot everything(Content content, ProjectId project, Completeness completeness) {
        Made last = made.get(project);
        IamSnapshot known = last == null ? null : last.snapshot().get();
        boolean current = last != null && last.content().refersTo(content);
        if (known != null && current && known.completeness().equals(completeness)) {
            return known;
        }
        Selection all = new Selection.Everything();
        IamSnapshot next = new IamSnapshot(content.users(all), content.groups(all, project), completeness).after(known);
        made.put(project, new Made(new WeakReference<>(content), new WeakReference<>(next)));
        return next;
    }

    @Override
    public Optional<AccessKey> accessKey(String access) {
        Content content = refreshed().content();
        return content.key(access).filter(key -> content.person(key.user()).isPresent());
    }

    @Override
    public Optional<Token> token(Secret text) {
        Content content = refreshed().content();
        return content.token(text).filter(token -> content.person(token.user()).isPresent());
    }

    /// {@inheritDoc}
    ///
    /// Does not check the file: the caller has just looked up a token or a key, which did.
    @Override
    public Optional<Caller> caller(IamId user, ProjectId project, Powers powers) {
        Content content = state.content();
        if (!content.has(project)) {
            return Optional.empty();
        }
        return content.person(user).map(person -> {
            Rights rights = new Rights(person.owner(), content.policies(person, project));
            return new Caller(user, person.user().name(), content.subjects(person, rights), rights);
        });
    }

    /// What is wrong with the file as it is now; empty while its content is in use.
    public List<Problem> lastProblems() {
        return refreshed().problems();
    }

    /// The state after a check of the file, which is skipped if another thread is checking it or has just done so:
    /// an edit takes much longer than that to count.
    private State refreshed() {
        long now = System.nanoTime();
        if (now - looked >= LOOK_EVERY_NANOS && lock.tryLock()) {
            try {
                if (parser == null || !parser.isAlive()) {
                    notice(watched.look());
                }
                looked = now;
            } finally {
                lock.unlock();
            }
        }
        return state;
    }

    /// A large file is read on a thread of its own: the caller that happened to check it first waits no longer
    /// than a moment, and is then served, like the others, from the content read last.
    private void notice(WatchedFile.Look look) {
        if (!(look instanceof WatchedFile.Look.Changed)) {
            settled(look);
            return;
        }
        Thread reading = Thread.ofPlatform().daemon().name("iam-file").start(() -> settled(look));
        parser = reading;
        try {
            boolean ignored = reading.join(TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitParser() {
        Thread reading = parser;
        try {
            if (reading != null) {
                reading.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Applies the result of a check.
    ///
    /// @return whether the state is up to date
    private boolean settled(WatchedFile.Look look) {
        switch (look) {
            case WatchedFile.Look.Unchanged _ -> {
                return true;
            }
            case WatchedFile.Look.Unsettled _ -> {
                return false;
            }
            case WatchedFile.Look.Changed changed -> take(changed.content());
            case WatchedFile.Look.Unreadable unreadable -> refuse(unreadable.problems());
        }
        return true;
    }

    private void take(byte[] bytes) {
        try {
            Content content = FileFormat.read(file.toString(), bytes, state.content());
            List<Problem> signs = signsOfTruncation(content, bytes);
            if (signs.isEmpty()) {
                state = new State(content, wholeLines(bytes), List.of());
                logRead(file, content);
                exposed(file, content, readable)
                        .ifPresent(problem -> LOG.atWarn()
                                .addKeyValue("file", file)
                                .addKeyValue("problem", problem)
                                .log("secrets of the IAM file are exposed"));
            } else {
                refuse(signs);
            }
        } catch (DocumentException e) {
            refuse(e.problems());
        }
    }

    private List<Problem> signsOfTruncation(Content content, byte[] bytes) {
        List<Problem> signs = new ArrayList<>();
        for (String key : state.content().topLevel()) {
            if (!content.topLevel().contains(key)) {
                signs.add(new Problem(key, "was there before and is missing now; write [] if it is meant to be empty"));
            }
        }
        if (state.wholeLines() && !wholeLines(bytes)) {
            signs.add(new Problem("", "ends in the middle of a line, as if it was cut off"));
        }
        return signs;
    }

    private void refuse(List<Problem> problems) {
        if (problems.equals(state.problems())) {
            return;
        }
        state = state.but(problems);
        for (Problem problem : problems.subList(0, Math.min(LOGGED, problems.size()))) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("path", problem.place())
                    .addKeyValue("problem", problem.text())
                    .log("IAM file is refused, the last good content stays in use");
        }
    }

    private Completeness completeness(State now, boolean settled, ProjectId project) {
        if (!now.problems().isEmpty()) {
            int more = now.problems().size() - 1;
            return new Incomplete("the IAM file is refused, the last good content is in use: "
                    + now.problems().getFirst() + (more > 0 ? " (and " + more + " more)" : ""));
        }
        if (!settled) {
            return new Incomplete("the IAM file is being written, the last good content is in use");
        }
        if (!now.content().has(project)) {
            return new Incomplete("the IAM file has no project " + project);
        }
        return new Complete();
    }

    private static WatchedFile.Look lookUntilSettled(WatchedFile watched) {
        WatchedFile.Look look = watched.look();
        for (int i = 0; i < PAUSES && look instanceof WatchedFile.Look.Unsettled; i++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return look;
            }
            look = watched.look();
        }
        return look;
    }

    private static Optional<String> exposed(Path file, Content content, boolean readable) {
        return content.hasSecrets() ? Exposure.problem(file, readable) : Optional.empty();
    }

    private static boolean wholeLines(byte[] content) {
        return content.length > 0 && content[content.length - 1] == '\n';
    }

    private static void logRead(Path file, Content content) {
        LOG.atInfo()
                .addKeyValue("file", file)
                .addKeyValue("users", content.userCount())
                .addKeyValue("groups", content.groupCount())
                .addKeyValue("memberships", content.membershipCount())
                .log("IAM file is read");
    }
}
