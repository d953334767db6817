package io.rollcall.manager.kerberos;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Finds out what a realm really did with a command that it confirmed. A line of `kadm5.acl` may end in
/// restrictions, like `* -policy corp`: then `kadmind` writes those values instead of the requested ones and
/// confirms the command, so only reading the principal back shows it
/// (docs/decisions/0086-looking-at-what-the-realm-made.md).
final class Restrictions {
    private final RealmSettings settings;
    private final Kadmin kadmin;
    private final KadminChild child;

    Restrictions(RealmSettings settings, Kadmin kadmin, KadminChild child) {
        this.settings = settings;
        this.kadmin = kadmin;
        this.child = child;
    }

    /// The principals made a moment ago that the realm made otherwise than requested, and why. They are deleted
    /// again: by their marks they would be foreign from now on.
    Map<UserName, Failed> spoiltCreations(List<UserName> made, Checkpoint checkpoint) throws UnavailableException {
        Map<UserName, String> spoilt = spoilt(made, checkpoint, this::spoiltCreation);
        List<UserName> names = List.copyOf(spoilt.keySet());
        List<KadminAnswer> answers =
                child.ask(names.stream().map(kadmin::delete).toList(), checkpoint);
        Map<UserName, Failed> failed = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            KadminAnswer answer = answers.get(i);
            boolean gone = answer.says("\" deleted.") || answer.says("does not exist");
            failed.put(
                    names.get(i),
                    new Failed(spoilt.get(names.get(i))
                            + (gone
                                    ? ". The principal is deleted again"
                                    : ", and delete the principal by hand: " + answer.reason())));
        }
        return failed;
    }

    private Optional<String> spoiltCreation(KadminAnswer seen) {
        return lostMark(seen)
                .or(() -> kadmin.allowsTickets(seen)
                        ? Optional.empty()
                        : Optional.of(sentence("-allow_tix", "principals that are made get no tickets")));
    }

    /// The principals for which [Kadmin#allowTickets] had no effect, and why.
    Map<UserName, Failed> spoiltTickets(List<UserName> changed, boolean allowed, Progress progress)
            throws UnavailableException {
        Map<UserName, Failed> failed = new LinkedHashMap<>();
        spoilt(changed, progress, seen -> spoiltTickets(seen, allowed))
                .forEach((name, reason) -> failed.put(name, new Failed(reason)));
        return failed;
    }

    private Optional<String> spoiltTickets(KadminAnswer seen, boolean allowed) {
        if (kadmin.allowsTickets(seen) != allowed) {
            return Optional.of(sentence(
                    (allowed ? "-" : "+") + "allow_tix",
                    allowed ? "the principal still gets no tickets" : "the principal still gets tickets"));
        }
        return lostMark(seen).map(reason -> reason + giveBack());
    }

    /// The principals that did not get the mark by [Kadmin#mark], and why.
    Map<UserName, Failed> spoiltMarks(List<UserName> marked, Progress progress) throws UnavailableException {
        Map<UserName, Failed> failed = new LinkedHashMap<>();
        spoilt(marked, progress, this::lostMark).forEach((name, reason) -> failed.put(name, new Failed(reason)));
        return failed;
    }

    /// Why [Kadmin#demandChange] had no effect; empty if it had.
    Optional<String> spoiltDemand(UserName name) throws UnavailableException {
        return Optional.ofNullable(
                spoilt(List.of(name), Progress.NONE, this::spoiltDemand).get(name));
    }

    private Optional<String> spoiltDemand(KadminAnswer seen) {
        if (!kadmin.needsChange(seen)) {
            return Optional.of(sentence("-needchange", "the password need not be changed at the first use"));
        }
        return lostMark(seen).map(reason -> reason + giveBack());
    }

    /// Reads back each principal, one query each; a principal that was deleted meanwhile is skipped.
    private Map<UserName, String> spoilt(
            List<UserName> names, Progress progress, Function<KadminAnswer, Optional<String>> judge)
            throws UnavailableException {
        List<KadminAnswer> answers = child.ask(names.stream().map(kadmin::get).toList(), Checkpoint.of(progress));
        Map<UserName, String> spoilt = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            KadminAnswer answer = answers.get(i);
            if (!answer.says("does not exist")) {
                KerberosRealm.requireAnswered(answer);
                UserName name = names.get(i);
                judge.apply(answer).ifPresent(reason -> spoilt.put(name, reason));
            }
        }
        return spoilt;
    }

    private Optional<String> lostMark(KadminAnswer seen) {
        if (kadmin.isMarked(seen)) {
            return Optional.empty();
        }
        String policy = kadmin.policy(seen);
        return Optional.of(
                policy.isEmpty()
                        ? sentence("-clearpolicy", "the principal has no policy instead of '" + settings.mark() + "'")
                        : sentence(
                                "-policy " + policy,
                                "the principal has the policy '" + policy + "' instead of '" + settings.mark() + "'"));
    }

    /// A restricted login cannot undo it: the restriction would apply again.
    private String giveBack() {
        return "; then give the principal that policy back (kadmin.local: modprinc -policy " + settings.mark() + ")";
    }

    private String sentence(String restriction, String effect) {
        return "the realm's kadm5.acl restricts " + settings.administrator() + "@" + settings.realm() + " by '"
                + restriction + "', so " + effect + "; take the restriction out of its line";
    }
}
