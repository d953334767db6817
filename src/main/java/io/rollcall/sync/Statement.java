package io.rollcall.sync;

import java.util.List;
import java.util.Locale;

/// One statement of a policy document: these actions are allowed, or denied. Conditions and resources are not
/// looked at: a sync call has no resource but the cluster.
///
/// @param actions patterns like `mrs:cluster:get*`; `*` stands for any text, letter case does not count
public record Statement(Effect effect, List<String> actions) {
    /// What a matching statement says.
    public enum Effect {
        ALLOW,
        DENY
    }

    public Statement {
        actions = List.copyOf(actions);
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

    /// Whether any pattern could cover some action of the service, as `mrs:job:submit`, `mrs:*:*` and `*` do for `mrs`,
    /// and no denial among the others covers all that it does.
    boolean leaves(String service, List<Statement> others) {
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

    /// What a pattern says behind the service: `*` alone is everything.
    private static String narrowed(String pattern) {
        int colon = pattern.indexOf(':');
        return colon < 0 ? ":*:*" : pattern.substring(colon);
    }

    /// Glob matching in linear space: on a mismatch, go back to the last `*` and let it take one character
    /// more.
    static boolean matches(String pattern, String text) {
        String p = pattern.toLowerCase(Locale.ROOT);
        String t = text.toLowerCase(Locale.ROOT);
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
