package io.rollcall.policy;

import java.util.List;
import java.util.Locale;

/// One statement of a policy document: these actions are allowed, or denied, where its conditions are met. What a
/// policy gives in a Manager does not depend on conditions: they are about requests, and a synchronization is no
/// request of the user.
///
/// @param actions patterns like `mrs:cluster:get*`; `*` stands for any text, letter case is ignored
/// @param conditions all of which have to be met
public record Statement(Effect effect, List<String> actions, List<Condition> conditions) {
    /// What a matching statement says.
    public enum Effect {
        ALLOW,
        DENY
    }

    public Statement {
        actions = List.copyOf(actions);
        conditions = List.copyOf(conditions);
    }

    /// One without conditions.
    public Statement(Effect effect, List<String> actions) {
        this(effect, actions, List.of());
    }

    public static Statement allow(String... actions) {
        return new Statement(Effect.ALLOW, List.of(actions));
    }

    public static Statement deny(String... actions) {
        return new Statement(Effect.DENY, List.of(actions));
    }

    /// Whether any pattern covers the action.
    public boolean covers(String action) {
        return actions.stream().anyMatch(pattern -> matches(pattern, action));
    }

    /// The same under these conditions.
    public Statement when(Condition... more) {
        return new Statement(effect, actions, List.of(more));
    }

    /// Whether it certainly allows the action.
    public boolean gives(Action action, Circumstances now) {
        boolean named = action.spelledOut()
                ? actions.stream().anyMatch(pattern -> pattern.equalsIgnoreCase(action.word()))
                : covers(action.word());
        return effect == Effect.ALLOW
                && named
                && conditions.stream().allMatch(condition -> condition.met(now) == Condition.Met.YES);
    }

    /// Whether it denies the action or may deny it.
    public boolean takes(Action action, Circumstances now) {
        return effect == Effect.DENY
                && covers(action.word())
                && conditions.stream().noneMatch(condition -> condition.met(now) == Condition.Met.NO);
    }

    /// Whether any pattern could cover some action of the service, as `mrs:job:submit`, `mrs:*:*` and `*` do for
    /// `mrs`, and no denial among the others covers all that it does.
    public boolean leaves(String service, List<Statement> others) {
        return actions.stream()
                .filter(pattern -> matches(serviceOf(pattern), service))
                .map(pattern -> service + narrowed(pattern))
                .anyMatch(pattern ->
                        others.stream().noneMatch(other -> other.effect() == Effect.DENY && other.covers(pattern)));
    }

    private static String serviceOf(String pattern) {
        int colon = pattern.indexOf(':');
        return colon < 0 ? pattern : pattern.substring(0, colon);
    }

    /// The part of a pattern after the service: `*` alone covers everything.
    private static String narrowed(String pattern) {
        int colon = pattern.indexOf(':');
        return colon < 0 ? ":*:*" : pattern.substring(colon);
    }

    /// Whether a pattern matches, ignoring letter case.
    public static boolean matches(String pattern, String text) {
        return fits(pattern.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
    }

    /// Glob matching in linear space: on a mismatch, go back to the last `*` and let it take one character
    /// more.
    static boolean fits(String p, String t) {
        int pi = 0;
        int ti = 0;
        int star = -1;
        int retry = 0;
        while (ti < t.length()) {
            if (pi < p.length() && p.charAt(pi) == '*') {
                star = pi++;
                retry = ti;
            } else if (pi < p.length() && p.charAt(pi) == t.charAt(ti)) {
                pi++;
                ti++;
            } else if (star >= 0) {
                pi = star + 1;
                ti = ++retry;
            } else {
                return false;
            }
        }
        while (pi < p.length() && p.charAt(pi) == '*') {
            pi++;
        }
        return pi == p.length();
    }
}
