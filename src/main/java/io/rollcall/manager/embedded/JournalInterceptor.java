package io.rollcall.manager.embedded;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedAddRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedAddResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedDeleteRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedDeleteResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyDNRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyDNResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ReadOnlyLDAPRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import com.unboundid.ldap.sdk.controls.SubtreeDeleteRequestControl;
import com.unboundid.ldif.LDIFAddChangeRecord;
import com.unboundid.ldif.LDIFChangeRecord;
import com.unboundid.ldif.LDIFDeleteChangeRecord;
import com.unboundid.ldif.LDIFModifyChangeRecord;
import com.unboundid.ldif.LDIFModifyDNChangeRecord;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes every successful change to the journal before its client is answered. A lock from request to
/// result keeps the records in the order in which the changes happened.
final class JournalInterceptor extends InMemoryOperationInterceptor {
    private static final int NO_WRAP = 0;
    // Controls without which replaying a record would not repeat the change.
    private static final List<String> KEPT = List.of(
            PermissiveModifyRequestControl.PERMISSIVE_MODIFY_REQUEST_OID,
            SubtreeDeleteRequestControl.SUBTREE_DELETE_REQUEST_OID);

    private final Journal journal;
    private volatile @Nullable InMemoryDirectoryServer server;
    private final ReentrantLock writing = new ReentrantLock();
    // Once a change could not be recorded, memory and file differ: no further change may build on that.
    private volatile boolean broken;

    JournalInterceptor(Journal journal) {
        this.journal = journal;
    }

    /// Whose changes it records, before the first one.
    void of(InMemoryDirectoryServer own) {
        server = own;
    }

    @Override
    public void processAddRequest(InMemoryInterceptedAddRequest request) throws LDAPException {
        begin();
    }

    @Override
    public void processAddResult(InMemoryInterceptedAddResult result) {
        finish(
                result.getResult(),
                () -> new LDIFAddChangeRecord(
                        result.getRequest().getDN(), result.getRequest().getAttributes(), List.of()),
                result::setResult);
    }

    @Override
    public void processDeleteRequest(InMemoryInterceptedDeleteRequest request) throws LDAPException {
        begin();
    }

    @Override
    public void processDeleteResult(InMemoryInterceptedDeleteResult result) {
        finish(
                result.getResult(),
                () -> new LDIFDeleteChangeRecord(result.getRequest().getDN(), kept(result.getRequest())),
                result::setResult);
    }

    @Override
    public void processModifyRequest(InMemoryInterceptedModifyRequest request) throws LDAPException {
        begin();
        try {
            request.setRequest(LargeEdits.of(
                    Objects.requireNonNull(server), request.getRequest().duplicate()));
        } catch (LDAPException | RuntimeException e) {
            writing.unlock();
            throw e;
        }
    }

    @Override
    public void processModifyResult(InMemoryInterceptedModifyResult result) {
        finish(
                result.getResult(),
                () -> new LDIFModifyChangeRecord(
                        result.getRequest().getDN(), result.getRequest().getModifications(), kept(result.getRequest())),
                result::setResult);
    }

    @Override
    public void processModifyDNRequest(InMemoryInterceptedModifyDNRequest request) throws LDAPException {
        begin();
    }

    @Override
    public void processModifyDNResult(InMemoryInterceptedModifyDNResult result) {
        finish(
                result.getResult(),
                () -> new LDIFModifyDNChangeRecord(
                        result.getRequest().getDN(),
                        result.getRequest().getNewRDN(),
                        result.getRequest().deleteOldRDN(),
                        result.getRequest().getNewSuperiorDN()),
                result::setResult);
    }

    /// Refuses new changes, and waits until those in progress are recorded.
    void stop() {
        broken = true;
        try {
            if (writing.tryLock(5, TimeUnit.SECONDS)) {
                writing.unlock();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin() throws LDAPException {
        try {
            if (!writing.tryLock(30, TimeUnit.SECONDS)) {
                throw new LDAPException(ResultCode.BUSY, "another write takes too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LDAPException(ResultCode.UNAVAILABLE, "the directory is being stopped", e);
        }
        if (broken) {
            writing.unlock();
            throw new LDAPException(ResultCode.UNAVAILABLE, "the directory does not take changes any more");
        }
    }

    private void finish(
            @Nullable LDAPResult result,
            Supplier<LDIFChangeRecord> record,
            java.util.function.Consumer<LDAPResult> answer) {
        try {
            if (result != null && result.getResultCode().equals(ResultCode.SUCCESS)) {
                journal.append(List.of(record.get().toLDIF(NO_WRAP)));
            }
        } catch (IOException e) {
            broken = true;
            answer.accept(new LDAPResult(
                    -1,
                    ResultCode.UNAVAILABLE,
                    "the change could not be recorded: " + e.getMessage(),
                    null,
                    (String[]) null,
                    null));
        } finally {
            writing.unlock();
        }
    }

    private static List<Control> kept(ReadOnlyLDAPRequest request) {
        return request.getControlList().stream()
                .filter(control -> KEPT.contains(control.getOID()))
                .toList();
    }
}
