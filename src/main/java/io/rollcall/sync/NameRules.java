package io.rollcall.sync;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.Text;
import io.rollcall.cluster.UserName;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What names a Manager can hold (contract, 5.1), and which of them belong to the Manager and the operating
/// system (5.2, decision 20). A name that breaks a rule is refused with that rule, never changed.
///
/// @param shortestUser in characters
/// @param longestUser in characters
/// @param longestGroup in characters
/// @param reservedUsers names of built-in users, compared as a Manager compares them
/// @param reservedGroups names of built-in groups, likewise
public record NameRules(
        int shortestUser, int longestUser, int longestGroup, Set<String> reservedUsers, Set<String> reservedGroups) {
    private static final Set<String> BUILT_IN_USERS = Set.of(
            ("admin backup oms clientregister zookeeper zkcli flume flume_server hdfs mapred mr_zk hue hive hbase thrift "
                            + "oozie loader spark2x spark_zk kafka storm storm_zk knox executor tez rangeradmin "
                            + "rangerauditor rangerusersync rangertagsync cdl iotdb check_ker_m root omm ommdba ldap")
                    .split(" "));
    private static final Set<String> BUILT_IN_GROUPS =
            Set.of(("hadoop hadoopmanager hetuadmin hive cdladmin cdl iotdbgroup kafka kafkaadmin kafkasuperuser storm "
                            + "stormadmin supergroup yarnviewgroup check_sec_ldap compcommon wheel ficommon "
                            + "launcher-job")
                    .split(" "));

    public NameRules {
        reservedUsers = keys(reservedUsers);
        reservedGroups = keys(reservedGroups);
    }

    /// The documented limits of a Manager 3.x with its built-in names.
    public static NameRules documented() {
        return new NameRules(3, 32, 64, BUILT_IN_USERS, BUILT_IN_GROUPS);
    }

    /// The rule that the name breaks, in words; empty if a Manager can hold it.
    public Optional<String> brokenBy(UserName name) {
        Optional<String> unreadable = unreadable(name.value());
        if (unreadable.isPresent()) {
            return unreadable;
        }
        int length = Text.length(name.value());
        if (length < shortestUser || length > longestUser) {
            return Optional.of("a Manager user name has " + shortestUser + " to " + longestUser
                    + " characters, this one has " + length);
        }
        return brokenCharacters("user", name.value());
    }

    /// The rule that the name breaks, in words; empty if a Manager can hold it.
    public Optional<String> brokenBy(GroupName name) {
        Optional<String> unreadable = unreadable(name.value());
        if (unreadable.isPresent()) {
            return unreadable;
        }
        int length = Text.length(name.value());
        if (length > longestGroup) {
            return Optional.of("a Manager group name has 1 to " + longestGroup + " characters, this one has " + length);
        }
        return brokenCharacters("group", name.value());
    }

    public boolean reserved(UserName name) {
        return reservedUsers.contains(name.key());
    }

    public boolean reserved(GroupName name) {
        return reservedGroups.contains(name.key());
    }

    private static Optional<String> unreadable(String name) {
        return name.indexOf(Text.UNREADABLE) < 0
                ? Optional.empty()
                : Optional.of("the name that the IAM has is missing, is longer than 255 characters, or holds characters"
                        + " that nobody can see, where " + Text.UNREADABLE + " stands: give it another name there");
    }

    private static Optional<String> brokenCharacters(String what, String name) {
        if (!name.chars().allMatch(NameRules::allowed)) {
            return Optional.of("a Manager " + what + " name holds only letters, digits, '_', '-' and spaces");
        }
        if (name.startsWith(" ") || name.endsWith(" ")) {
            return Optional.of("a Manager " + what + " name cannot begin or end with a space");
        }
        return Optional.empty();
    }

    private static boolean allowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == ' ';
    }

    private static Set<String> keys(Set<String> names) {
        Set<String> keys = new TreeSet<>();
        names.forEach(name -> keys.add(Text.key(name)));
        return Set.copyOf(keys);
    }
}
