package io.rollcall.policy;

import io.rollcall.cluster.AddressRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

/// When a statement of a policy applies (docs/decisions/0091-conditions-of-policies.md). Immutable.
public sealed interface Condition {
    /// Whether a condition is met.
    enum Met {
        YES,
        NO,
        /// It cannot be decided: then an allow does not apply, and a deny does.
        UNCLEAR
    }

    Met met(Circumstances now);

    /// The request is about one of these clusters: `Resource` of a statement.
    ///
    /// @param urns like `mrs:*:*:cluster:CLUSTER_ID`
    record OnCluster(List<String> urns) implements Condition {
        public OnCluster {
            urns = List.copyOf(urns);
        }

        @Override
        public Met met(Circumstances now) {
            if (urns.stream().anyMatch(urn -> one(urn, now) == Met.YES)) {
                return Met.YES;
            }
            return urns.stream().anyMatch(urn -> one(urn, now) == Met.UNCLEAR) ? Met.UNCLEAR : Met.NO;
        }

        /// `service:region:account:type:id`. Region and account are not known here; where the id is spelled out,
        /// they are not needed.
        private static Met one(String urn, Circumstances now) {
            if (urn.equals("*")) {
                return Met.YES;
            }
            List<String> parts = List.of(urn.split(":", 5));
            if (parts.size() < 5 || now.cluster() == null || !Statement.matches(parts.getFirst(), "mrs")) {
                return Met.UNCLEAR;
            }
            String id = parts.get(4);
            if (!Statement.matches(parts.get(3), "cluster")
                    || !Statement.fits(id, now.cluster().value())) {
                return Met.NO;
            }
            boolean anywhere = parts.get(1).equals("*") && parts.get(2).equals("*");
            return anywhere || !id.contains("*") ? Met.YES : Met.UNCLEAR;
        }
    }

    /// The request comes from one of these addresses, or from none of them.
    record FromAddress(boolean within, List<AddressRange> ranges) implements Condition {
        public FromAddress {
            ranges = List.copyOf(ranges);
        }

        @Override
        public Met met(Circumstances now) {
            String address = now.address();
            if (address == null) {
                return Met.UNCLEAR;
            }
            return met(ranges.stream().anyMatch(range -> range.contains(address)) == within);
        }

        private static Met met(boolean yes) {
            return yes ? Met.YES : Met.NO;
        }
    }

    /// The request comes before a time, or after it.
    ///
    /// @param orAt whether the time itself counts too
    record AtTime(boolean before, boolean orAt, Instant time) implements Condition {
        @Override
        public Met met(Circumstances now) {
            Instant at = now.at();
            if (at == null) {
                return Met.UNCLEAR;
            }
            int order = before ? at.compareTo(time) : time.compareTo(at);
            return order < 0 || (orAt && order == 0) ? Met.YES : Met.NO;
        }
    }

    /// The caller logged in with a second factor, or without one.
    ///
    /// @param orUnsaid whether it is met by a credential that does not say
    record SecondFactor(boolean wanted, boolean orUnsaid) implements Condition {
        @Override
        public Met met(Circumstances now) {
            Boolean mfa = now.mfa();
            if (mfa == null) {
                // An access key must not circumvent a deny that demands a second factor.
                return orUnsaid ? Met.YES : Met.UNCLEAR;
            }
            return mfa == wanted ? Met.YES : Met.NO;
        }
    }

    /// A condition that this service does not understand.
    ///
    /// @param what for the log
    record NotUnderstood(String what) implements Condition {
        @Override
        public Met met(Circumstances now) {
            return Met.UNCLEAR;
        }
    }

    /// What an operator of a policy document demands of a key.
    ///
    /// @param operator like `IpAddress`, or with the usual ending `IpAddressIfExists`
    /// @param key like `g:SourceIp`
    /// @param values one of which has to fit
    static Condition of(String operator, String key, List<String> values) {
        boolean ifExists = operator.toLowerCase(Locale.ROOT).endsWith("ifexists");
        String plain = ifExists ? operator.substring(0, operator.length() - "ifexists".length()) : operator;
        try {
            return switch (plain.toLowerCase(Locale.ROOT) + " " + key.toLowerCase(Locale.ROOT)) {
                case "ipaddress g:sourceip" -> new FromAddress(true, ranges(values));
                case "notipaddress g:sourceip" -> new FromAddress(false, ranges(values));
                case "datelessthan g:currenttime" -> new AtTime(true, false, time(values));
                case "datelessthanequals g:currenttime" -> new AtTime(true, true, time(values));
                case "dategreaterthan g:currenttime" -> new AtTime(false, false, time(values));
                case "dategreaterthanequals g:currenttime" -> new AtTime(false, true, time(values));
                case "bool g:mfapresent" -> new SecondFactor(flag(values), ifExists);
                default -> new NotUnderstood(operator + " " + key);
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            return new NotUnderstood(operator + " " + key + " " + values);
        }
    }

    private static List<AddressRange> ranges(List<String> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no address");
        }
        return values.stream().map(AddressRange::parse).toList();
    }

    private static Instant time(List<String> values) {
        return OffsetDateTime.parse(only(values)).toInstant();
    }

    private static boolean flag(List<String> values) {
        return switch (only(values).toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static String only(List<String> values) {
        if (values.size() != 1) {
            throw new IllegalArgumentException("not one value");
        }
        return values.getFirst();
    }
}
