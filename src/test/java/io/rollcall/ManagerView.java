package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldif.LDIFReader;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a Manager's directory holds, by names: people, groups with their members, roles with their members.
///
/// @param people all accounts, owned and foreign
/// @param groups by name, with the names of their members
/// @param roles by name, with the names of the groups and people that hold them
record ManagerView(Set<String> people, Map<String, Set<String>> groups, Map<String, Set<String>> roles) {
    private static final String BASE = "dc=hadoop,dc=com";

    static ManagerView empty() {
        return new ManagerView(new TreeSet<>(), new TreeMap<>(), new TreeMap<>());
    }

    /// The content before the first synchronization.
    static ManagerView untouched() {
        try (InputStream base = Objects.requireNonNull(
                ManagerView.class.getResourceAsStream("/io/rollcall/manager/embedded/manager-base.ldif"))) {
            return of(new LDIFReader(new BufferedReader(new InputStreamReader(base, UTF_8))));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// What Debian's `ldapsearch` prints.
    static ManagerView byLdapsearch(String url, String bindDn, String password) {
        try {
            return of(new LDIFReader(new BufferedReader(new StringReader(ldapsearch(url, bindDn, password)))));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// The whole tree with operational attributes, in the order of the server.
    static String ldapsearch(String url, String bindDn, String password) {
        return Programs.output(
                "ldapsearch",
                "-x",
                "-LLL",
                "-o",
                "ldif-wrap=no",
                "-H",
                url,
                "-D",
                bindDn,
                "-w",
                password,
                "-b",
                BASE,
                "(objectClass=*)",
                "*",
                "+");
    }

    private static ManagerView of(LDIFReader reader) throws Exception {
        ManagerView view = empty();
        try (reader) {
            for (Entry entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
                view.add(entry);
            }
        }
        return view;
    }

    private void add(Entry entry) throws Exception {
        String[] values = entry.getAttributeValues("member");
        Set<String> members = new TreeSet<>();
        for (String member : values == null ? new String[0] : values) {
            members.add(name(new DN(member)));
        }
        String name = name(entry.getParsedDN());
        DN parent = entry.getParentDN();
        switch (parent == null ? "" : parent.toNormalizedString()) {
            case "ou=peoples," + BASE -> people.add(name);
            case "ou=groups," + BASE -> groups.put(name, members);
            case "ou=roles," + BASE -> roles.put(name, members);
            default -> {
                // A container.
            }
        }
    }

    private static String name(DN dn) {
        RDN rdn = Objects.requireNonNull(dn.getRDN());
        return Arrays.asList(rdn.getAttributeValues()).getFirst();
    }
}
