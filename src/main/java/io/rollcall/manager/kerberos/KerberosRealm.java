package io.rollcall.manager.kerberos;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.AlreadySo;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The principals of one realm that stand for people. Every call can be repeated; a principal that was not made
/// here is never changed or deleted (R20, docs/decisions/0030-kerberos-ownership.md).
///
/// All calls share one `kadmin` child process, which is started by the first of them and again whenever it dies,
/// ended after a while without use, and run one after the other. Thread-safe.
public final class KerberosRealm implements AutoCloseable {
    /// How many commands share one time limit.
    public static final int SLICE = 64;

    /// How long a child stays alive without use. Shorter than the usual interval between two drift checks of a
    /// cluster.
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(10);

    /// The state of a name in the realm.
    public enum Standing {
        /// No principal has it.
        ABSENT,
        /// A principal that carries this cluster's mark.
        OURS,
        /// A foreign principal.
        FOREIGN
    }

    private final String realm;
    private final Kadmin kadmin;
    private final KadminChild child;
    private final Restrictions restrictions;
    private volatile boolean markKnown;

    public KerberosRealm(RealmSettings settings) {
        this(settings, LONGEST_IDLE);
    }

    KerberosRealm(RealmSettings settings, Duration longestIdle) {
        this.realm = settings.realm();
        this.kadmin = new Kadmin(settings);
        this.child = new KadminChild(settings, longestIdle);
        this.restrictions = new Restrictions(settings, kadmin, child);
    }

    /// The realm's name, as in `NAME@REALM`.
    public String realm() {
        return realm;
    }

    /// All names of the realm that have no instance, foreign ones included, in one bulk read.
    ///
    /// @throws UnavailableException when the realm does not answer, or refuses
    public Set<UserName> list(Progress progress) throws UnavailableException {
        KadminAnswer answer =
                child.ask(List.of(kadmin.list()), Checkpoint.of(progress)).getFirst();
        requireAnswered(answer);
        Set<UserName> names = new LinkedHashSet<>();
        answer.lines().forEach(line -> kadmin.listed(line).ifPresent(names::add));
        return names;
    }

    /// Makes principals without a key: authentication as one of them is impossible before [#setPassword]. Each
    /// principal is read back, and deleted again if the realm made it otherwise.
    ///
    /// @param checkpoint is passed before each command that changes something
    /// @return one outcome for each name, in the order given
    public List<ChangeOutcome> create(List<UserName> names, Checkpoint checkpoint) throws UnavailableException {
        introduceMark(checkpoint);
        Map<UserName, ChangeOutcome> outcomes = each(names, kadmin::add, checkpoint, answer -> {
            if (answer.says("\" created.")) {
                return new Applied();
            }
            return new Failed(answer.says("already exists") ? foreign() : answer.reason());
        });
        List<UserName> there = outcomes.entrySet().stream()
                .filter(entry -> entry.getValue().equals(new Failed(foreign())))
                .map(Map.Entry::getKey)
                .toList();
        standing(there, checkpoint).forEach((name, standing) -> {
            if (standing == Standing.OURS) {
                outcomes.put(name, new AlreadySo());
            }
        });
        outcomes.putAll(restrictions.spoiltCreations(applied(outcomes), checkpoint));
        return inOrder(names, outcomes);
    }

    /// Deletes owned principals, with their keys. A ticket that was already issued stays valid until it expires.
    ///
    /// @param checkpoint is passed before each command that changes something
    /// @return one outcome for each name, in the order given
    public List<ChangeOutcome> delete(List<UserName> names, Checkpoint checkpoint) throws UnavailableException {
        Map<UserName, ChangeOutcome> outcomes = new LinkedHashMap<>();
        names.forEach(name -> Kadmin.brokenBy(name).ifPresent(rule -> outcomes.put(name, new Failed(rule))));
        List<UserName> ours = new ArrayList<>();
        standing(remaining(names, outcomes), checkpoint).forEach((name, standing) -> {
            switch (standing) {
                case ABSENT -> outcomes.put(name, new AlreadySo());
                case FOREIGN -> outcomes.put(name, new Failed(foreign()));
                case OURS -> ours.add(name);
            }
        });
        outcomes.putAll(each(ours, kadmin::delete, checkpoint, answer -> {
            if (answer.says("\" deleted.")) {
                return new Applied();
            }
            return answer.says("does not exist") ? new AlreadySo() : new Failed(answer.reason());
        }));
        return inOrder(names, outcomes);
    }

    /// Allows or forbids new tickets for principals; their keys stay. A name without a principal needs no change.
    ///
    /// @return one outcome for each name, in the order given
    public List<ChangeOutcome> allowTickets(List<UserName> names, boolean allowed, Checkpoint checkpoint)
            throws UnavailableException {
        Map<UserName, ChangeOutcome> outcomes = new LinkedHashMap<>();
        List<UserName> ours = new ArrayList<>();
        standing(names, checkpoint).forEach((name, standing) -> {
            switch (standing) {
                case ABSENT -> outcomes.put(name, new AlreadySo());
                case FOREIGN -> outcomes.put(name, new Failed(foreign()));
                case OURS -> ours.add(name);
            }
        });
        outcomes.putAll(each(
                ours,
                name -> kadmin.allowTickets(name, allowed),
                checkpoint,
                answer -> answer.says("\" modified.") ? new Applied() : new Failed(answer.reason())));
        outcomes.putAll(restrictions.spoiltTickets(applied(outcomes), allowed, checkpoint));
        return inOrder(names, outcomes);
    }

    /// Gives principals that carry another cluster's mark this cluster's mark instead; keys and tickets stay as
    /// they are. A name without a principal needs no change.
    ///
    /// @return one outcome for each name, in the order given
    public List<ChangeOutcome> adopt(List<UserName> names, ClusterId from, Checkpoint checkpoint)
            throws UnavailableException {
        introduceMark(checkpoint);
        Map<UserName, ChangeOutcome> outcomes = new LinkedHashMap<>();
        names.forEach(name -> outcomes.put(name, new AlreadySo()));
        List<UserName> askable =
                names.stream().filter(name -> Kadmin.brokenBy(name).isEmpty()).toList();
        List<UserName> theirs = new ArrayList<>();
        List<KadminAnswer> seen = child.ask(askable.stream().map(kadmin::get).toList(), checkpoint);
        for (int i = 0; i < askable.size(); i++) {
            KadminAnswer answer = seen.get(i);
            if (answer.says("does not exist")) {
                continue;
            }
            requireAnswered(answer);
            if (kadmin.policy(answer).equals(RealmSettings.markOf(from))) {
                theirs.add(askable.get(i));
            } else if (!kadmin.isMarked(answer)) {
                outcomes.put(askable.get(i), new Failed(foreign()));
            }
        }
        outcomes.putAll(each(
                theirs,
                kadmin::mark,
                checkpoint,
                answer -> answer.says("\" modified.") ? new Applied() : new Failed(answer.reason())));
        outcomes.putAll(restrictions.spoiltMarks(applied(outcomes), checkpoint));
        return inOrder(names, outcomes);
    }

    /// Gives an owned principal another name; its key, and so its password, stays. The realm's ACL has to allow
    /// both to add and to delete.
    public ChangeOutcome rename(UserName from, UserName to, Checkpoint checkpoint) throws UnavailableException {
        Optional<String> rule = Kadmin.brokenBy(from).or(() -> Kadmin.brokenBy(to));
        if (rule.isPresent()) {
            return new Failed(rule.get());
        }
        Map<UserName, Standing> before = standing(List.of(from, to), checkpoint);
        Standing source = before.get(from);
        Standing target = before.get(to);
        if (source == Standing.FOREIGN || target == Standing.FOREIGN) {
            return new Failed(foreign());
        }
        if (source == Standing.ABSENT) {
            return target == Standing.OURS ? new AlreadySo() : new Failed("the realm has no principal of that name");
        }
        KadminAnswer answer =
                child.ask(List.of(kadmin.rename(from, to)), checkpoint).getFirst();
        if (answer.says("\" renamed to \"")) {
            return new Applied();
        }
        // Carried out by a child that died before it answered.
        return answer.says("does not exist")
                        && standing(List.of(to), checkpoint).get(to) == Standing.OURS
                ? new AlreadySo()
                : new Failed(answer.reason());
    }

    /// Sets the password of an owned principal: its keys are derived from it.
    ///
    /// @param mustChange whether the person has to choose another one at the first use
    public ChangeOutcome setPassword(UserName name, Secret password, boolean mustChange) throws UnavailableException {
        Optional<String> rule = Kadmin.brokenBy(name).or(() -> Kadmin.brokenBy(password));
        if (rule.isPresent()) {
            return new Failed(rule.get());
        }
        switch (standing(List.of(name), Progress.NONE).getOrDefault(name, Standing.ABSENT)) {
            case ABSENT -> {
                return new Failed("the realm has no principal of that name");
            }
            case FOREIGN -> {
                return new Failed(foreign());
            }
            case OURS -> {}
        }
        KadminAnswer answer = child.ask(List.of(kadmin.setPassword(name, password)), Checkpoint.OPEN)
                .getFirst();
        if (!answer.says("\" changed.")) {
            return new Failed(answer.reason());
        }
        // After it, because a new password removes the demand.
        if (mustChange) {
            answer = child.ask(List.of(kadmin.demandChange(name)), Checkpoint.OPEN)
                    .getFirst();
            if (!answer.says("\" modified.")) {
                return new Failed("the password is set, but need not be changed at first use: " + answer.reason());
            }
            Optional<String> spoilt = restrictions.spoiltDemand(name);
            if (spoilt.isPresent()) {
                return new Failed("the password is set, but " + spoilt.get());
            }
        }
        return new Applied();
    }

    /// Whether a principal has a password in use: one that still has to be changed does not count.
    ///
    /// @throws UnavailableException when the realm does not answer, or refuses
    public boolean hasSettledPassword(UserName name) throws UnavailableException {
        if (Kadmin.brokenBy(name).isPresent()) {
            return false;
        }
        KadminAnswer answer =
                child.ask(List.of(kadmin.get(name)), Checkpoint.OPEN).getFirst();
        if (answer.says("does not exist")) {
            return false;
        }
        requireAnswered(answer);
        return kadmin.hasSettledKey(answer);
    }

    /// Whether any principal has the name, foreign or owned.
    public boolean exists(UserName name) throws UnavailableException {
        return standing(List.of(name), Progress.NONE).get(name) != Standing.ABSENT;
    }

    /// The state of each name in the realm: one query each. A name that no owned principal can have is absent
    /// without a query.
    ///
    /// @throws UnavailableException when the realm does not answer, or refuses
    public Map<UserName, Standing> standing(Collection<UserName> names, Progress progress) throws UnavailableException {
        Map<UserName, Standing> standings = new LinkedHashMap<>();
        names.forEach(name -> standings.put(name, Standing.ABSENT));
        List<UserName> askable = standings.keySet().stream()
                .filter(name -> Kadmin.brokenBy(name).isEmpty())
                .toList();
        List<KadminAnswer> answers = child.ask(askable.stream().map(kadmin::get).toList(), Checkpoint.of(progress));
        for (int i = 0; i < askable.size(); i++) {
            KadminAnswer answer = answers.get(i);
            if (!answer.says("does not exist")) {
                requireAnswered(answer);
                standings.put(askable.get(i), kadmin.isMarked(answer) ? Standing.OURS : Standing.FOREIGN);
            }
        }
        return standings;
    }

    /// Sends the smallest request that proves that the realm accepts the login.
    public void check() throws UnavailableException {
        child.check();
    }

    /// How many child processes were started so far.
    public int childrenStarted() {
        return child.started();
    }

    KadminChild child() {
        return child;
    }

    /// Ends the child process.
    @Override
    public void close() {
        child.close();
    }

    /// A policy that does not exist would serve as a mark too; it is made so that an administrator finds it and
    /// can put rules into it. So a failure to make it is ignored.
    private void introduceMark(Checkpoint checkpoint) throws UnavailableException {
        if (!markKnown) {
            child.ask(List.of(kadmin.addMark()), checkpoint);
            markKnown = true;
        }
    }

    private Map<UserName, ChangeOutcome> each(
            List<UserName> names,
            Function<UserName, String> command,
            Checkpoint checkpoint,
            Function<KadminAnswer, ChangeOutcome> judge)
            throws UnavailableException {
        Map<UserName, ChangeOutcome> outcomes = new LinkedHashMap<>();
        names.forEach(name -> Kadmin.brokenBy(name).ifPresent(rule -> outcomes.put(name, new Failed(rule))));
        List<UserName> sent = remaining(names, outcomes);
        List<KadminAnswer> answers = child.ask(sent.stream().map(command).toList(), checkpoint);
        for (int i = 0; i < sent.size(); i++) {
            outcomes.put(sent.get(i), judge.apply(answers.get(i)));
        }
        return outcomes;
    }

    private static List<UserName> applied(Map<UserName, ChangeOutcome> outcomes) {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Applied)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<UserName> remaining(List<UserName> names, Map<UserName, ChangeOutcome> decided) {
        return names.stream()
                .distinct()
                .filter(name -> !decided.containsKey(name))
                .toList();
    }

    private static List<ChangeOutcome> inOrder(List<UserName> names, Map<UserName, ChangeOutcome> outcomes) {
        return names.stream()
                .map(name -> Optional.ofNullable(outcomes.get(name)).orElseThrow())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private String foreign() {
        return "the realm " + realm + " has a principal of that name which was not made by a synchronization";
    }

    static void requireAnswered(KadminAnswer answer) throws UnavailableException {
        Optional<String> complaint = answer.complaint();
        if (complaint.isPresent()) {
            throw new UnavailableException(Part.MANAGER_USER, "the realm does not answer: " + complaint.get());
        }
    }
}
