package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.manager.layout.MemberSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/// Cuts long lists of members into requests that a server accepts.
///
/// @param limit the most bytes of values in one request
public record MemberEdits(long limit) {
    /// What all servers accept by default: 389 Directory Server refuses more than 2 MiB, OpenLDAP more than 4.
    public static final MemberEdits STANDARD = new MemberEdits(2_000_000);

    /// From so many changed members on, a server is quicker with the whole list than with the difference, no
    /// matter how large the group is (`docs/decisions/0042-difference-or-whole-list.md`).
    private static final int WORTH_THE_WHOLE = 350;

    // A value's own tag and length.
    private static final int OVERHEAD = 6;

    /// Splits values into lists that fit into one request each; no list is empty.
    List<List<String>> chunks(Collection<String> values) {
        List<List<String>> chunks = new ArrayList<>();
        List<String> chunk = new ArrayList<>();
        long bytes = 0;
        for (String value : new LinkedHashSet<>(values)) {
            int size = value.getBytes(StandardCharsets.UTF_8).length + OVERHEAD;
            if (!chunk.isEmpty() && bytes + size > limit) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
                bytes = 0;
            }
            chunk.add(value);
            bytes += size;
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    /// The fewest lists of modifications, one list to a request, that remove and add members.
    ///
    /// @param first what else the first request changes
    List<List<Modification>> requests(
            List<Modification> first, String attribute, Collection<String> remove, Collection<String> add) {
        List<List<Modification>> requests = new ArrayList<>();
        boolean fits = size(remove) + size(add) <= limit;
        List<Modification> request = new ArrayList<>(first);
        if (fits) {
            edit(request, ModificationType.DELETE, attribute, List.copyOf(new LinkedHashSet<>(remove)));
            edit(request, ModificationType.ADD, attribute, List.copyOf(new LinkedHashSet<>(add)));
            if (!request.isEmpty()) {
                requests.add(request);
            }
            return requests;
        }
        if (!first.isEmpty()) {
            requests.add(request);
        }
        for (List<String> chunk : chunks(remove)) {
            requests.add(edit(new ArrayList<>(), ModificationType.DELETE, attribute, chunk));
        }
        for (List<String> chunk : chunks(add)) {
            requests.add(edit(new ArrayList<>(), ModificationType.ADD, attribute, chunk));
        }
        return requests;
    }

    /// Whether so many members change that reading a group and sending its whole list is worthwhile.
    static boolean isMuch(int changedMembers) {
        return changedMembers > WORTH_THE_WHOLE;
    }

    boolean fits(Collection<String> values) {
        return size(values) <= limit;
    }

    /// The values after an edit, those that stay in their own spelling.
    List<String> changed(String attribute, List<String> values, Collection<String> remove, Collection<String> add) {
        MemberSet removed = new MemberSet(attribute, remove);
        List<String> changed = new ArrayList<>(
                values.stream().filter(value -> !removed.contains(value)).toList());
        MemberSet present = new MemberSet(attribute, changed);
        add.stream().distinct().filter(value -> !present.contains(value)).forEach(changed::add);
        return changed;
    }

    private static List<Modification> edit(
            List<Modification> request, ModificationType type, String attribute, List<String> values) {
        if (!values.isEmpty()) {
            request.add(new Modification(type, attribute, values.toArray(String[]::new)));
        }
        return request;
    }

    private static long size(Collection<String> values) {
        long bytes = 0;
        for (String value : values) {
            bytes += value.getBytes(StandardCharsets.UTF_8).length + OVERHEAD;
        }
        return bytes;
    }
}
