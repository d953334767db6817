package io.rollcall.manager;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.manager.layout.EntryLayout;
import io.rollcall.manager.layout.GroupLayout;

/// Names of whatever characters: the DN made of one holds that name and nothing else, below the container it
/// belongs in, and a filter made of one compares with that name alone.
public final class DnFuzz {
    private static final DirectoryLayout LAYOUT =
            new DirectoryLayout(new ClusterId("c1"), EntryLayout.of(GroupLayout.RFC2307BIS), "dc=hadoop,dc=com");

    private DnFuzz() {}

    /// Called by the fuzzer.
    public static void fuzzerTestOneInput(byte[] data) throws LDAPException {
        String text = new String(data, UTF_8);
        UserName user;
        GroupName group;
        try {
            user = new UserName(text);
            group = new GroupName(text);
        } catch (IllegalArgumentException e) {
            return;
        }
        check(LAYOUT.dn(user), "ou=Peoples,dc=hadoop,dc=com", text);
        check(LAYOUT.dn(group), "ou=Groups,dc=hadoop,dc=com", text);
        if (!LAYOUT.groupMemberValue(user).equals(LAYOUT.dn(user).toString())) {
            throw new IllegalStateException("another member: " + LAYOUT.groupMemberValue(user));
        }
        Filter filter = Filter.create(Filter.createEqualityFilter("uid", text).toString());
        if (filter.getFilterType() != Filter.FILTER_TYPE_EQUALITY || !text.equals(filter.getAssertionValue())) {
            throw new IllegalStateException("another filter: " + filter);
        }
    }

    private static void check(DN made, String container, String text) throws LDAPException {
        DN read = new DN(made.toString());
        boolean same = read.getRDNs().length == 4
                && read.getRDNs()[0].getAttributeValues().length == 1
                && read.getRDNs()[0].getAttributeValues()[0].equals(text)
                && container.equals(String.valueOf(read.getParentString()))
                && read.equals(made);
        if (!same) {
            throw new IllegalStateException("another name: " + made);
        }
    }
}
