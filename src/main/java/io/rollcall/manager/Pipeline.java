package io.rollcall.manager;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.AsyncRequestID;
import com.unboundid.ldap.sdk.AsyncResultListener;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.UpdatableLDAPRequest;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Sends independent write requests over one connection without waiting for each answer: a directory
/// commits one write at a time, and waiting in between costs up to half of its rate.
final class Pipeline {
    private static final int WINDOW = 64;
    /// A request of this size travels alone, so that a server never has to hold several of them.
    private static final long HEAVY_BYTES = 1 << 20;

    /// What is to be done about one item.
    sealed interface Step {
        /// A request to send now.
        record Send(UpdatableLDAPRequest request) implements Step {}

        /// The answer is known without asking.
        record Known(LDAPResult result) implements Step {}
    }

    private Pipeline() {}

    /// Sends one request for each number below `count` and waits for all answers. A lost connection is an
    /// answer too.
    ///
    /// @param step makes a request just before it is sent, so that few large ones exist at a time
    /// @return the answers in the order of the numbers
    static List<LDAPResult> send(LDAPConnection connection, int count, IntFunction<Step> step) throws LDAPException {
        AtomicReferenceArray<LDAPResult> results = new AtomicReferenceArray<>(count);
        Semaphore window = new Semaphore(WINDOW);
        try {
            for (int i = 0; i < count; i++) {
                switch (step.apply(i)) {
                    case Step.Known(LDAPResult result) -> results.set(i, result);
                    case Step.Send(UpdatableLDAPRequest request) -> {
                        int share = bytes(request) > HEAVY_BYTES ? WINDOW : 1;
                        window.acquire(share);
                        int index = i;
                        AsyncResultListener listener = (_, result) -> {
                            if (results.compareAndSet(index, null, result)) {
                                window.release(share);
                            }
                        };
                        LDAPResult unsent = sendOne(connection, request, listener);
                        if (unsent != null && results.compareAndSet(index, null, unsent)) {
                            window.release(share);
                        }
                    }
                }
            }
            window.acquire(WINDOW);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.close();
            throw new LDAPException(ResultCode.USER_CANCELED, "stopped while waiting for the directory", e);
        }
        return java.util.stream.IntStream.range(0, count).mapToObj(results::get).toList();
    }

    /// @return what kept the request from being sent, or null
    private static @Nullable LDAPResult sendOne(
            LDAPConnection connection, UpdatableLDAPRequest request, AsyncResultListener listener) {
        try {
            sendAsync(connection, request, listener);
            return null;
        } catch (LDAPException e) {
            return e.toLDAPResult();
        } catch (IllegalStateException e) {
            // The SDK's own timer ends with the connection, and says so in its way.
            return new LDAPException(ResultCode.SERVER_DOWN, "the connection was lost", e).toLDAPResult();
        }
    }

    private static void sendAsync(LDAPConnection connection, UpdatableLDAPRequest request, AsyncResultListener listener)
            throws LDAPException {
        // The answer comes to the listener; the handle would only be needed to abandon the request.
        AsyncRequestID _ = switch (request) {
            case AddRequest add -> connection.asyncAdd(add, listener);
            case ModifyRequest modify -> connection.asyncModify(modify, listener);
            case DeleteRequest delete -> connection.asyncDelete(delete, listener);
            case ModifyDNRequest rename -> connection.asyncModifyDN(rename, listener);
            default -> throw new IllegalArgumentException("not a write: " + request.getClass());
        };
    }

    private static long bytes(UpdatableLDAPRequest request) {
        return switch (request) {
            case AddRequest add -> {
                long sum = 0;
                for (Attribute attribute : add.getAttributes()) {
                    sum += bytes(attribute.getRawValues());
                }
                yield sum;
            }
            case ModifyRequest modify -> {
                long sum = 0;
                for (Modification modification : modify.getModifications()) {
                    sum += bytes(modification.getRawValues());
                }
                yield sum;
            }
            default -> 0;
        };
    }

    private static long bytes(ASN1OctetString[] values) {
        long sum = 0;
        for (ASN1OctetString value : values) {
            sum += value.getValueLength();
        }
        return sum;
    }
}
