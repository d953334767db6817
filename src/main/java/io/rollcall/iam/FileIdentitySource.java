package io.rollcall.iam;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Problem;
import io.rollcall.sync.AccessKey;
import io.rollcall.sync.Caller;
import io.rollcall.sync.Completeness;
import io.rollcall.sync.Completeness.Complete;
import io.rollcall.sync.Completeness.Incomplete;
import io.rollcall.sync.IamSnapshot;
import io.rollcall.sync.IdentitySource;
import io.rollcall.sync.Powers;
import io.rollcall.sync.Pulse;
import io.rollcall.sync.Rights;
import io.rollcall.sync.Selection;
import io.rollcall.sync.Token;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An IAM that is a YAML file. The file is reread when it changes, which every call notices by one stat, its
/// own or one of the last millisecond.
///
/// Content with any problem is refused as a whole: the last good one stays in use, [#lastProblems()] and
/// the log name all the problems, and until the file is good again every snapshot is incomplete, so that
/// nobody loses an account because of a slip of the pen (decision 23). The same holds while the file is
/// gone, cannot be read, or is being written. A file that was cut off is usually still valid YAML, so two
/// more things are refused: a top-level key of the last good content that is not there any more
/// (`access_keys: []` says that it is meant), and an end in the middle of a line where the last good
/// content ended with a whole one.
///
/// May be called from many threads at once. Only [#read] ever waits, less than a second, for an edit to
/// settle; callers are checked against what was read last.
public final class FileIdentitySource implements IdentitySource {
    private static final Logger LOG = LoggerFactory.getLogger(FileIdentitySource.class);
    private static final int PAUSES = 16;
    private static final long PAUSE_MILLIS = 50;
    private static final int LOGGED = 50;
    private static final long LOOK_EVERY_NANOS = 1_000_000;

    private final Path file;
    private final WatchedFile watched;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile State state;
    private volatile long looked = System.nanoTime() - LOOK_EVERY_NANOS;

    /// @param problems what is wrong with the file as it is now; empty while the roll is the file's
    ///     present content
    private record State(Content content, boolean wholeLines, List<Problem> problems) {
        private State but(List<Problem> wrong) {
            return new State(content, wholeLines, wrong);
        }
    }

    private FileIdentitySource(Path file, WatchedFile watched, State state) {
        this.file = file;
        this.watched = watched;
        this.state = state;
    }

    /// Reads the file for the first time.
    ///
    /// @throws DocumentException with all the problems if it cannot be used as it is
    public static FileIdentitySource open(Path file, InstantSource clock) throws DocumentException {
        WatchedFile watched = new WatchedFile(file, clock);
        return switch (lookUntilSettled(watched)) {
            case WatchedFile.Look.Changed changed -> {
                State first = new State(
                        FileFormat.read(file.toString(), changed.content()), wholeLines(changed.content()), List.of());
                logRead(file, first.content());
                yield new FileIdentitySource(file, watched, first);
            }
            case WatchedFile.Look.Unreadable unreadable ->
                throw new DocumentException(file.toString(), unreadable.problems());
            case WatchedFile.Look.Unsettled _, WatchedFile.Look.Unchanged _ ->
                throw new DocumentException(file.toString(), List.of(new Problem("", "is being written")));
        };
    }

    @Override
    public IamSnapshot read(ProjectId project, Selection selection, Pulse pulse) {
        pulse.beat();
        boolean settled;
        State now;
        lock.lock();
        try {
            settled = settled(lookUntilSettled(watched));
            now = state;
        } finally {
            lock.unlock();
        }
        return new IamSnapshot(
                now.content().users(selection),
                now.content().groups(selection, project),
                completeness(now, settled, project));
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
    /// Does not look at the file: whoever asks has just had a token or a key looked up, which did.
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

    /// The state after a look at the file, unless somebody else is looking already, or just did: an edit counts after
    /// many times that long.
    private State refreshed() {
        long now = System.nanoTime();
        if (now - looked >= LOOK_EVERY_NANOS && lock.tryLock()) {
            try {
                settled(watched.look());
                looked = now;
            } finally {
                lock.unlock();
            }
        }
        return state;
    }

    /// Draws the conclusion from a look.
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
            Content content = FileFormat.read(file.toString(), bytes);
            List<Problem> signs = signsOfTruncation(content, bytes);
            if (signs.isEmpty()) {
                state = new State(content, wholeLines(bytes), List.of());
                logRead(file, content);
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
                    .addKeyValue("place", problem.place())
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
