package io.rollcall.manager.kerberos;

import java.util.Optional;

/// What a realm made of a command that it says it carried out. A line of `kadm5.acl` may end in restrictions, like
/// `* -policy corp`: then `kadmind` writes those values instead of ours and answers as if nothing had happened, so
/// only a look at the principal tells (docs/decisions/0086-looking-at-what-the-realm-made.md).
final class Restrictions {
    private final Kadmin kadmin;
    private final RealmSettings settings;

    Restrictions(Kadmin kadmin, RealmSettings settings) {
        this.kadmin = kadmin;
        this.settings = settings;
    }

    /// Why a principal that was just made is of no use to us; empty if it is as it was to be.
    ///
    /// @param seen the answer to [Kadmin#get]
    Optional<String> spoiltCreation(KadminAnswer seen) {
        return lostMark(seen)
                .or(() -> kadmin.allowsTickets(seen)
                        ? Optional.empty()
                        : Optional.of(sentence("-allow_tix", "principals that are made get no tickets")));
    }

    /// Why a change of [Kadmin#allowTickets] did not become true; empty if it did.
    Optional<String> spoiltTickets(KadminAnswer seen, boolean allowed) {
        if (kadmin.allowsTickets(seen) != allowed) {
            return Optional.of(sentence(
                    (allowed ? "-" : "+") + "allow_tix",
                    allowed ? "the principal still gets no tickets" : "the principal still gets tickets"));
        }
        return lostMark(seen).map(reason -> reason + giveBack());
    }

    /// Why a change of [Kadmin#demandChange] did not become true; empty if it did.
    Optional<String> spoiltDemand(KadminAnswer seen) {
        if (!kadmin.needsChange(seen)) {
            return Optional.of(sentence("-needchange", "the password need not be changed at the first use"));
        }
        return lostMark(seen).map(reason -> reason + giveBack());
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

    /// A restricted login cannot undo it: it would be restricted again.
    private String giveBack() {
        return "; then give the principal that policy back (kadmin.local: modprinc -policy " + settings.mark() + ")";
    }

    private String sentence(String restriction, String effect) {
        return "the realm's kadm5.acl restricts " + settings.administrator() + "@" + settings.realm() + " by '"
                + restriction + "', so " + effect + "; take the restriction out of its line";
    }
}
