package io.rollcall.benchmarks;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.AsyncRequestID;
import com.unboundid.ldap.sdk.AsyncResultListener;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// What a bare client reaches on the same server: the shortest time that is possible without shortcuts.
final class Floor {
    private static final int IN_FLIGHT = 64;

    private Floor() {}

    /// Sends the requests over one connection, many of them in flight.
    ///
    /// @return milliseconds, without those for connecting
    static double write(Directory directory, Changes changes) throws Exception {
        try (LDAPConnection connection = directory.connect()) {
            Semaphore window = new Semaphore(IN_FLIGHT);
            AtomicReference<String> failure = new AtomicReference<>();
            AsyncResultListener listener = (_, result) -> {
                if (!result.getResultCode().equals(ResultCode.SUCCESS)) {
                    failure.set(result.toString());
                }
                window.release();
            };
            long begun = System.nanoTime();
            for (List<LDAPRequest> stage : changes.stages()) {
                for (LDAPRequest request : stage) {
                    window.acquire();
                    AsyncRequestID _ = switch (request) {
                        case AddRequest add -> connection.asyncAdd(add, listener);
                        case ModifyRequest modify -> connection.asyncModify(modify, listener);
                        case DeleteRequest delete -> connection.asyncDelete(delete, listener);
                        default -> throw new IllegalStateException("not a write: " + request);
                    };
                }
                window.acquire(IN_FLIGHT);
                window.release(IN_FLIGHT);
            }
            double millis = (System.nanoTime() - begun) / 1e6;
            if (failure.get() != null) {
                throw new IllegalStateException("the floor failed: " + failure.get());
            }
            return millis;
        }
    }

    /// Reads each container with one search, and compares each value with what is wanted.
    ///
    /// @return milliseconds, without those for connecting
    static double verify(Directory directory, Dump wanted) throws LDAPException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setUseSynchronousMode(true);
        AtomicInteger same = new AtomicInteger();
        SearchResultListener listener = new SearchResultListener() {
            @Override
            public void searchEntryReturned(SearchResultEntry entry) {
                if (isAsWanted(entry, wanted.entries().get(entry.getDN()))) {
                    same.incrementAndGet();
                }
            }

            @Override
            public void searchReferenceReturned(SearchResultReference reference) {}
        };
        try (LDAPConnection connection = new LDAPConnection(
                options, "127.0.0.1", directory.slapd().port(), directory.account(), Slapd.PASSWORD)) {
            long begun = System.nanoTime();
            for (String container : List.of("ou=Peoples,", "ou=Groups,", "ou=Roles,")) {
                connection.search(new SearchRequest(
                        listener, container + directory.base(), SearchScope.ONE, "(objectClass=*)", "*"));
            }
            double millis = (System.nanoTime() - begun) / 1e6;
            // All but the suffix, the service account and the containers.
            if (same.get() != wanted.entries().size() - 5) {
                throw new IllegalStateException(same.get() + " entries are as wanted of "
                        + (wanted.entries().size() - 5));
            }
            return millis;
        }
    }

    private static boolean isAsWanted(SearchResultEntry entry, Map<String, Set<String>> wanted) {
        if (wanted == null || entry.getAttributes().size() != wanted.size()) {
            return false;
        }
        for (Attribute attribute : entry.getAttributes()) {
            Set<String> values = wanted.get(attribute.getName());
            if (values == null || values.size() != attribute.size()) {
                return false;
            }
            for (String value : attribute.getValues()) {
                if (!values.contains(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Asks for the change number of the suffix, as a client does that remembers the last one.
    ///
    /// @return milliseconds, without those for connecting
    static double changeNumber(Directory directory) throws LDAPException {
        try (LDAPConnection connection = directory.connect()) {
            long begun = System.nanoTime();
            SearchResultEntry suffix = connection.getEntry(directory.base(), "contextCSN");
            if (!suffix.hasAttribute("contextCSN")) {
                throw new IllegalStateException("the server has no change number");
            }
            return (System.nanoTime() - begun) / 1e6;
        }
    }
}
