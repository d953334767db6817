package io.rollcall.sync;

import io.rollcall.cluster.UserName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The realm of a [ModelTarget], as merciless as that is; one that is not there holds nothing and takes
/// nothing.
final class ModelRealm {
    private final boolean there;
    /// Whether each principal is ours.
    private final Map<UserName, Boolean> principals = new TreeMap<>();

    ModelRealm(boolean there) {
        this.there = there;
    }

    ModelRealm copy() {
        ModelRealm copy = new ModelRealm(there);
        copy.principals.putAll(principals);
        return copy;
    }

    /// Puts a principal there by hand, if there is a realm.
    void put(UserName name, boolean ours) {
        if (there) {
            principals.put(name, ours);
        }
    }

    /// Takes a principal away by hand.
    void remove(UserName name) {
        principals.remove(name);
    }

    Set<UserName> names() {
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
        return true;
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
        all.removeIf(entry -> entry instanceof Map.Entry<?, ?> e && Boolean.TRUE.equals(e.getValue()));
        return all;
    }

    Set<Object> state() {
        return Set.copyOf(new TreeMap<>(principals).entrySet());
    }
}
