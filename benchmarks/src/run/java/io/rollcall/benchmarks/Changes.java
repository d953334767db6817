package io.rollcall.benchmarks;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPRequest;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The fewest requests that turn one dump into another, ready to be sent: each new entry whole in one add,
/// each changed one in one modify that names only the values that differ.
///
/// @param stages what may be in flight together: users, groups, changes, groups that go, users that go
record Changes(List<List<LDAPRequest>> stages) {
    /// Above so many changed values of an attribute, a server without sorted values takes the whole list
    /// faster.
    private static final int WHOLE_LIST = 350;

    static Changes between(Dump before, Dump after, Directory directory) {
        List<LDAPRequest> users = new ArrayList<>();
        List<LDAPRequest> groups = new ArrayList<>();
        List<LDAPRequest> changed = new ArrayList<>();
        List<LDAPRequest> leavingGroups = new ArrayList<>();
        List<LDAPRequest> leavingUsers = new ArrayList<>();
        after.entries().forEach((dn, attributes) -> {
            Map<String, Set<String>> former = before.entries().get(dn);
            if (former == null) {
                (dn.startsWith("uid=") ? users : groups).add(add(dn, attributes));
            } else if (!former.equals(attributes) && !dn.equals(directory.base()) && !dn.equals(directory.account())) {
                changed.add(modify(dn, former, attributes));
            }
        });
        before.entries().keySet().forEach(dn -> {
            if (!after.entries().containsKey(dn)) {
                (dn.startsWith("uid=") ? leavingUsers : leavingGroups).add(new DeleteRequest(dn));
            }
        });
        return new Changes(List.of(users, groups, changed, leavingGroups, leavingUsers));
    }

    private static AddRequest add(String dn, Map<String, Set<String>> attributes) {
        List<Attribute> all = new ArrayList<>();
        attributes.forEach((name, values) -> all.add(new Attribute(name, values)));
        return new AddRequest(dn, all);
    }

    private static ModifyRequest modify(String dn, Map<String, Set<String>> former, Map<String, Set<String>> wanted) {
        List<Modification> modifications = new ArrayList<>();
        wanted.forEach((name, values) -> {
            Set<String> had = former.getOrDefault(name, Set.of());
            String[] gone = without(had, values);
            String[] added = without(values, had);
            if (gone.length + added.length > WHOLE_LIST || (gone.length == had.size() && gone.length > 0)) {
                modifications.add(new Modification(ModificationType.REPLACE, name, values.toArray(String[]::new)));
                return;
            }
            if (gone.length > 0) {
                modifications.add(new Modification(ModificationType.DELETE, name, gone));
            }
            if (added.length > 0) {
                modifications.add(new Modification(ModificationType.ADD, name, added));
            }
        });
        former.keySet().forEach(name -> {
            if (!wanted.containsKey(name)) {
                modifications.add(new Modification(ModificationType.DELETE, name));
            }
        });
        return new ModifyRequest(dn, modifications);
    }

    private static String[] without(Set<String> values, Set<String> others) {
        return values.stream().filter(value -> !others.contains(value)).toArray(String[]::new);
    }

    int size() {
        return stages.stream().mapToInt(List::size).sum();
    }
}
