package io.rollcall.sync.provisioning;

import io.rollcall.cluster.UserName;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.Principals;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The realm of a [MemoryTarget], as merciless as that is; one that is not there holds nothing and takes
/// nothing.
public final class MemoryRealm {
    private final boolean there;
    /// Whether each principal is ours.
    private final Map<UserName, Boolean> principals = new TreeMap<>();
    /// Those that get no tickets.
    private final Set<UserName> shut = new TreeSet<>();

    MemoryRealm(boolean there) {
        this.there = there;
    }

    MemoryRealm copy() {
        MemoryRealm copy = new MemoryRealm(there);
        copy.principals.putAll(principals);
        copy.shut.addAll(shut);
        return copy;
    }

    /// Puts a principal there by hand, if there is a realm.
    public void put(UserName name, boolean ours) {
        if (there) {
            principals.put(name, ours);
        }
    }

    /// Takes a principal away by hand.
    public void remove(UserName name) {
        shut.remove(name);
        principals.remove(name);
    }

    public Set<UserName> names() {
        return Set.copyOf(principals.keySet());
    }

    boolean holdsOurs(UserName name) {
        return principals.getOrDefault(name, false);
    }

    /// The snapshot with what a real target would find out about the principals.
    TargetSnapshot addTo(TargetSnapshot snapshot) {
        if (!there) {
            return snapshot;
        }
        Set<UserName> foreign = new HashSet<>();
        principals.forEach((name, ours) -> {
            Account account = snapshot.account(name);
            if (account == null ? !ours : account.mark() == null) {
                foreign.add(name);
            }
        });
        return snapshot.in(new Principals(principals.keySet(), foreign));
    }

    ChangeOutcome create(UserName name) {
        if (!there || (principals.containsKey(name) && !holdsOurs(name))) {
            return new ChangeOutcome.Failed("no realm, or foreign: " + name);
        }
        return principals.put(name, true) == null ? new ChangeOutcome.Applied() : new ChangeOutcome.AlreadySo();
    }

    ChangeOutcome delete(UserName name) {
        if (!there || (principals.containsKey(name) && !holdsOurs(name))) {
            return new ChangeOutcome.Failed("no realm, or foreign: " + name);
        }
        shut.remove(name);
        return principals.remove(name) == null ? new ChangeOutcome.AlreadySo() : new ChangeOutcome.Applied();
    }

    /// Whether the principal, if there is one, has the new name now.
    boolean rename(UserName from, UserName to) {
        if (!principals.containsKey(from)) {
            return true;
        }
        if (!holdsOurs(from) || principals.containsKey(to)) {
            return false;
        }
        principals.remove(from);
        principals.put(to, true);
        if (shut.remove(from)) {
            shut.add(to);
        }
        return true;
    }

    /// Whether the principal, if there is one, gets tickets or none from now on.
    boolean allowTickets(UserName name, boolean allowed) {
        if (principals.containsKey(name) && !holdsOurs(name)) {
            return false;
        }
        if (allowed || !principals.containsKey(name)) {
            shut.remove(name);
        } else {
            shut.add(name);
        }
        return true;
    }

    /// The principals that get tickets although their accounts are disabled.
    List<String> openTo(Predicate<UserName> isDisabled) {
        return principals.keySet().stream()
                .filter(name -> holdsOurs(name) && !shut.contains(name) && isDisabled.test(name))
                .map(name -> "a ticket for a disabled account: " + name)
                .toList();
    }

    /// The principals of ours without what they need.
    List<String> dangling(Predicate<UserName> isThere) {
        return principals.keySet().stream()
                .filter(name -> holdsOurs(name) && !isThere.test(name))
                .map(name -> "a principal without an account: " + name)
                .toList();
    }

    Set<Object> foreign() {
        Set<Object> all = new HashSet<>(state());
        all.removeIf(entry -> entry instanceof String);
        all.removeIf(entry -> entry instanceof Map.Entry<?, ?> e && Boolean.TRUE.equals(e.getValue()));
        return all;
    }

    Set<Object> state() {
        Set<Object> all = new HashSet<>(new TreeMap<>(principals).entrySet());
        shut.forEach(name -> all.add("no tickets for " + name));
        return all;
    }
}
