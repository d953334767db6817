package io.rollcall.manager;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.UpdatableLDAPRequest;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import io.rollcall.sync.Checkpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Sends single writes so that an entry which lost our mark, or was replaced by somebody else's meanwhile,
/// is never touched (decision 20): the server checks the mark within the write itself where it knows the
/// assertion control (RFC 4528); on others the mark is read just before, which leaves an instant in
/// between.
final class GuardedRequests {
    private final LDAPConnection connection;
    private final Checkpoint checkpoint;
    private final boolean assertions;

    /// @param checkpoint is passed before each write that is sent from here
    GuardedRequests(LDAPConnection connection, Checkpoint checkpoint) throws LDAPException {
        this.connection = connection;
        this.checkpoint = checkpoint;
        RootDSE root = connection.getRootDSE();
        this.assertions = root != null && root.supportsControl(AssertionRequestControl.ASSERTION_REQUEST_OID);
    }

    /// Whether a condition can travel with a write.
    boolean assertions() {
        return assertions;
    }

    /// How a write goes into the pipeline.
    Pipeline.Step step(Write write) {
        String mark = write.mark();
        if (mark == null) {
            return new Pipeline.Step.Send(write.request());
        }
        if (assertions) {
            UpdatableLDAPRequest request = write.request();
            if (!request.hasControl(AssertionRequestControl.ASSERTION_REQUEST_OID)) {
                request.addControl(
                        new AssertionRequestControl(Filter.createEqualityFilter(DirectoryLayout.MARK, mark), true));
            }
            return new Pipeline.Step.Send(request);
        }
        return known(write, mark);
    }

    private Pipeline.Step known(Write write, String mark) {
        try {
            SearchResultEntry entry = connection.getEntry(write.dn().toString(), DirectoryLayout.MARK);
            if (entry == null) {
                return new Pipeline.Step.Known(new LDAPResult(-1, ResultCode.NO_SUCH_OBJECT));
            }
            return DirectoryLayout.values(entry, DirectoryLayout.MARK).contains(mark)
                    ? new Pipeline.Step.Send(write.request())
                    : new Pipeline.Step.Known(new LDAPResult(-1, ResultCode.ASSERTION_FAILED));
        } catch (LDAPException e) {
            return new Pipeline.Step.Known(e.toLDAPResult());
        }
    }

    /// Sends one write and waits for its answer, whatever it is.
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
            checkpoint.beat();
            return result;
        } catch (LDAPException e) {
            return e.toLDAPResult();
        }
    }

    /// Sends a modification again without the values that are there, or gone, already: for servers that do
    /// not know the permissive modify control.
    LDAPResult sendReduced(Write write) throws LDAPException {
        ModifyRequest modify = (ModifyRequest) write.request();
        SearchResultEntry entry = connection.getEntry(write.dn().toString());
        if (entry == null) {
            return new LDAPResult(-1, ResultCode.NO_SUCH_OBJECT);
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

    /// Adds the entry above all objects of a kind; that it is there already is no failure.
    void addContainer(Entry container) throws LDAPException {
        LDAPResult result = process(new AddRequest(container));
        if (!result.getResultCode().equals(ResultCode.SUCCESS)
                && !result.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)) {
            throw new LDAPException(result);
        }
    }
}
