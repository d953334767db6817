package io.rollcall.manager.read;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.manager.connection.LdapErrors;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.sync.target.ObjectKind;
import java.io.Serial;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads all entries of a kind over one connection. Not thread-safe; confined to one read.
///
/// In one answer where the server allows it: for each page, OpenLDAP scans the whole database, not only the
/// entries below the container (decision 0067).
public final class BulkSearch {
    /// How long the base entry may take.
    public static final Duration LONGEST_CHECK = Duration.ofSeconds(3);

    private static final int PAGE = 1_000;
    /// Errors of a server with limits for single answers; its limits for pages may differ.
    private static final Set<ResultCode> LIMITED =
            Set.of(ResultCode.SIZE_LIMIT_EXCEEDED, ResultCode.TIME_LIMIT_EXCEEDED, ResultCode.ADMIN_LIMIT_EXCEEDED);

    private final LDAPConnection connection;
    private final DirectoryLayout layout;
    private final Progress progress;
    private final boolean memberOf;

    /// @param memberOf whether to ask for the groups of accounts, too
    public BulkSearch(LDAPConnection connection, DirectoryLayout layout, Progress progress, boolean memberOf) {
        this.connection = connection;
        this.layout = layout;
        this.progress = progress;
        this.memberOf = memberOf;
    }

    /// Takes entries as they arrive, so that no answer is held as a whole.
    public interface EntrySink {
        /// The entries that were given so far do not count: the answer begins, perhaps again.
        void begin();

        /// @throws LDAPException when the entry cannot be understood at all
        void accept(SearchResultEntry entry) throws LDAPException;
    }

    /// Gives all entries of a kind to the sink. A container that does not exist is empty, but only when the base
    /// entry does exist.
    ///
    /// @throws LDAPException when the directory is unavailable
    /// @throws UnavailableException when it answers, but not with everything, or with an entry that the sink
    ///     does not understand
    public void read(ObjectKind kind, Part part, EntrySink sink) throws LDAPException, UnavailableException {
        read(kind, layout.filter(kind), part, sink);
    }

    /// As [#read(ObjectKind, Part, EntrySink)], but gives only entries that match.
    ///
    /// @param controls to send with the search
    public void read(ObjectKind kind, Filter filter, Part part, EntrySink sink, Control... controls)
            throws LDAPException, UnavailableException {
        Collector entries = new Collector(sink, progress);
        Question question = new Question(kind, filter, part, List.of(controls));
        try {
            entries.begin();
            wholeOrInPages(question, entries);
        } catch (LDAPSearchException e) {
            if (LdapErrors.passes(e.getResultCode())) {
                throw e;
            }
            if (!e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                throw new UnavailableException(
                        part,
                        "the directory did not let us read all of " + layout.container(kind) + ": "
                                + LdapErrors.worded(e),
                        e);
            }
            entries.begin();
        }
        if (entries.isEmpty()) {
            // Some servers answer this for attributes that they do not have at all.
            readBase(connection, layout, LONGEST_CHECK);
        }
    }

    private record Question(ObjectKind kind, Filter filter, Part part, List<Control> controls) {}

    private void wholeOrInPages(Question question, Collector entries) throws LDAPSearchException, UnavailableException {
        try {
            ask(question, entries);
        } catch (LDAPSearchException e) {
            if (!isLimited(e.getResultCode())) {
                throw e;
            }
            entries.begin();
            pages(question, entries);
        }
    }

    /// Whether a server refuses so large an answer.
    static boolean isLimited(ResultCode code) {
        return LIMITED.contains(code);
    }

    private void pages(Question question, Collector entries) throws LDAPSearchException, UnavailableException {
        ASN1OctetString cookie = null;
        do {
            // Not critical: a server that does not know pages answers as it did before.
            SearchResult page = ask(question, entries, new SimplePagedResultsControl(PAGE, cookie, false));
            cookie = nextPage(page);
        } while (cookie != null);
    }

    private static @Nullable ASN1OctetString nextPage(SearchResult page) throws LDAPSearchException {
        try {
            SimplePagedResultsControl more = SimplePagedResultsControl.get(page);
            return more != null && more.moreResultsToReturn() ? more.getCookie() : null;
        } catch (LDAPException e) {
            throw new LDAPSearchException(e);
        }
    }

    private SearchResult ask(Question question, Collector entries, Control... more)
            throws LDAPSearchException, UnavailableException {
        SearchRequest request = new SearchRequest(
                entries,
                layout.container(question.kind()).toString(),
                SearchScope.SUB,
                question.filter(),
                attributes(question.kind()));
        request.setControls(
                Stream.concat(question.controls().stream(), Arrays.stream(more)).toArray(Control[]::new));
        SearchResult result = connection.search(request);
        progress.made();
        entries.check(question.part());
        if (result.getReferenceCount() > 0) {
            throw new UnavailableException(
                    question.part(), "the directory sent a referral instead of entries; a partial answer is of no use");
        }
        return result;
    }

    private String[] attributes(ObjectKind kind) {
        String[] usual = layout.attributes(kind);
        if (!memberOf || kind != ObjectKind.USER) {
            return usual;
        }
        String[] all = Arrays.copyOf(usual, usual.length + 1);
        all[usual.length] = DirectoryLayout.MEMBER_OF;
        return all;
    }

    /// Passes entries on as they arrive, and reports progress, since a large answer takes long.
    private static final class Collector implements SearchResultListener {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient EntrySink sink;
        private final transient Progress progress;
        private transient @Nullable LDAPException broken;
        private boolean empty = true;

        Collector(EntrySink sink, Progress progress) {
            this.sink = sink;
            this.progress = progress;
        }

        void begin() {
            sink.begin();
            broken = null;
            empty = true;
        }

        boolean isEmpty() {
            return empty;
        }

        /// To ask again would be of no use.
        void check(Part part) throws UnavailableException {
            if (broken != null) {
                throw new UnavailableException(part, LdapErrors.worded(broken), broken);
            }
        }

        @Override
        public void searchEntryReturned(SearchResultEntry entry) {
            empty = false;
            progress.made();
            if (broken == null) {
                try {
                    sink.accept(entry);
                } catch (LDAPException e) {
                    broken = e;
                }
            }
        }

        /// Counted by the result.
        @Override
        public void searchReferenceReturned(SearchResultReference reference) {}
    }

    /// @throws LDAPException when the directory is unavailable, or does not show its base entry
    public static void readBase(LDAPConnection connection, DirectoryLayout layout, Duration limit)
            throws LDAPException {
        SearchRequest request = new SearchRequest(
                layout.base().toString(),
                SearchScope.BASE,
                Filter.createPresenceFilter("objectClass"),
                SearchRequest.NO_ATTRIBUTES);
        request.setResponseTimeoutMillis(Math.max(1, limit.toMillis()));
        if (connection.search(request).getEntryCount() != 1) {
            throw new LDAPException(
                    ResultCode.NO_SUCH_OBJECT, "the base entry " + layout.base() + " is not to be seen");
        }
    }
}
