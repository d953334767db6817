package io.rollcall.manager;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/// Cuts long lists of members into requests that a server accepts.
///
/// @param limit the most bytes of values in one request; servers commonly refuse more than 4 MiB
record MemberEdits(long limit) {
    /// As much as is safe with OpenLDAP's limit for one request.
    static final MemberEdits STANDARD = new MemberEdits(3_400_000);

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

    /// The fewest lists of modifications, one list to a request, that take away and add members.
    ///
    /// @param first what the first request does besides
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
