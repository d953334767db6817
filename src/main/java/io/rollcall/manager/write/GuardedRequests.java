package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.UpdatableLDAPRequest;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.manager.layout.MemberSet;
import io.rollcall.sync.provisioning.Checkpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Sends single writes so that an entry which lost the mark, or was replaced by a foreign one meanwhile, is never
/// touched (R20). A modification removes the mark and adds it again before it changes anything: without
/// the mark the server refuses all of it. Before a deletion and a rename the mark is read, which leaves a short
/// gap in between. The assertion control (RFC 4528) would close that gap, but OpenLDAP also applies it to what its
/// overlays do to *other* entries, where it is false (`docs/decisions/0082-a-guard-within-the-write.md`).
final class GuardedRequests {
    private final LDAPConnection connection;
    private final Checkpoint checkpoint;
    private final MarkPrefetch marks;

    /// @param checkpoint is passed before each write that this class sends
    GuardedRequests(LDAPConnection connection, Checkpoint checkpoint) {
        this.connection = connection;
        this.checkpoint = checkpoint;
        this.marks = new MarkPrefetch(connection);
    }

    /// Announces the next writes, in their order, so that the marks to read before them are read for several at a
    /// time.
    void announce(List<Write> writes) {
        marks.announce(writes.stream()
                .filter(GuardedRequests::isReadBefore)
                .map(Write::dn)
                .toList());
    }

    private static boolean isReadBefore(Write write) {
        return write.mark() != null && !(write.request() instanceof ModifyRequest);
    }

    /// How a write goes into the pipeline.
    Pipeline.Step step(Write write) {
        String mark = write.mark();
        if (mark == null) {
            return new Pipeline.Step.Send(write.request());
        }
        return switch (write.request()) {
            case ModifyRequest modify
            when modify.hasControl(AssertionRequestControl.ASSERTION_REQUEST_OID) -> new Pipeline.Step.Send(modify);
            case ModifyRequest modify -> new Pipeline.Step.Send(guarded(modify, mark));
            default -> known(write, mark);
        };
    }

    /// This request is refused when a value to add exists already, or a value to remove does not, unlike the
    /// request of a [Write]: a server that is told to ignore such values would also ignore a missing mark.
    private static ModifyRequest guarded(ModifyRequest modify, String mark) {
        List<Modification> all = new ArrayList<>(modify.getModifications().size() + 2);
        all.add(new Modification(ModificationType.DELETE, DirectoryLayout.MARK, mark));
        all.add(new Modification(ModificationType.ADD, DirectoryLayout.MARK, mark));
        all.addAll(modify.getModifications());
        return new ModifyRequest(modify.getDN(), all);
    }

    private Pipeline.Step known(Write write, String mark) {
        try {
            List<String> found = marks.of(write.dn());
            if (found == null) {
                return new Pipeline.Step.Known(new LDAPResult(-1, ResultCode.NO_SUCH_OBJECT));
            }
            return found.contains(mark)
                    ? new Pipeline.Step.Send(write.request())
                    : new Pipeline.Step.Known(new LDAPResult(-1, ResultCode.ASSERTION_FAILED));
        } catch (LDAPException e) {
            return new Pipeline.Step.Known(e.toLDAPResult());
        }
    }

    /// Sends one write and waits for its answer, success or not.
    LDAPResult send(Write write) {
        return switch (step(write)) {
            case Pipeline.Step.Known(LDAPResult result) -> result;
            case Pipeline.Step.Send(UpdatableLDAPRequest request) -> process(request);
        };
    }

    private LDAPResult process(UpdatableLDAPRequest request) {
        checkpoint.pass();
        try {
            LDAPResult result = switch (request) {
                case AddRequest add -> connection.add(add);
                case ModifyRequest modify -> connection.modify(modify);
                case DeleteRequest delete -> connection.delete(delete);
                case ModifyDNRequest rename -> connection.modifyDN(rename);
                default -> throw new IllegalArgumentException("not a write: " + request.getClass());
            };
            checkpoint.made();
            return result;
        } catch (LDAPException e) {
            return e.toLDAPResult();
        }
    }

    /// Sends a modification again without the values that exist, or are missing, already.
    ///
    /// @return [ResultCode#ASSERTION_FAILED] when the entry does not carry the mark that it has to
    LDAPResult sendReduced(Write write) throws LDAPException {
        ModifyRequest modify = (ModifyRequest) write.request();
        SearchResultEntry entry = connection.getEntry(write.dn().toString());
        if (entry == null) {
            return new LDAPResult(-1, ResultCode.NO_SUCH_OBJECT);
        }
        if (write.mark() != null
                && !DirectoryLayout.values(entry, DirectoryLayout.MARK).contains(write.mark())) {
            return new LDAPResult(-1, ResultCode.ASSERTION_FAILED);
        }
        List<Modification> reduced = new ArrayList<>();
        for (Modification modification : modify.getModifications()) {
            if (modification.getModificationType().equals(ModificationType.REPLACE)) {
                reduced.add(modification);
                continue;
            }
            boolean adds = modification.getModificationType().equals(ModificationType.ADD);
            String attribute = modification.getAttributeName();
            MemberSet present = new MemberSet(attribute, DirectoryLayout.values(entry, attribute));
            String[] values = Arrays.stream(modification.getValues())
                    .filter(value -> present.contains(value) != adds)
                    .toArray(String[]::new);
            if (values.length > 0) {
                reduced.add(new Modification(modification.getModificationType(), attribute, values));
            }
        }
        return reduced.isEmpty()
                ? new LDAPResult(-1, ResultCode.SUCCESS)
                : send(Write.modify(write.dn(), write.mark(), reduced));
    }

    /// Adds the entry above all objects of a kind; it is no failure if it exists already.
    void addContainer(Entry container) throws LDAPException {
        LDAPResult result = process(new AddRequest(container));
        if (!result.getResultCode().equals(ResultCode.SUCCESS)
                && !result.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)) {
            throw new LDAPException(result);
        }
    }
}
