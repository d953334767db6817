package io.rollcall.manager.write;

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
import io.rollcall.manager.connection.LdapErrors;
import io.rollcall.sync.provisioning.Checkpoint;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Sends independent write requests over one connection without waiting for each answer: a directory
/// commits one write at a time, and waiting in between costs up to half of its rate.
final class Pipeline {
    /// A request of this size is sent alone, so that a server never has to hold several of them.
    private static final long HEAVY_BYTES = 1 << 20;

    /// The SDK gives up each request in time; in case that it does not, this class does so after this extra time.
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// Answers of an overloaded directory.
    private static final Set<ResultCode> OVERLOADED =
            Set.of(ResultCode.BUSY, ResultCode.UNAVAILABLE, ResultCode.ADMIN_LIMIT_EXCEEDED, ResultCode.TIMEOUT);

    /// What to do for one index.
    sealed interface Step {
        /// A request to send now.
        record Send(UpdatableLDAPRequest request) implements Step {}

        /// The answer is known without a request.
        record Known(LDAPResult result) implements Step {}
    }

    private final LDAPConnection connection;
    private final Window window;
    private final Checkpoint checkpoint;
    private final Duration timeouts;

    /// @param window the window of the directory that the connection leads to
    Pipeline(LDAPConnection connection, Window window, Checkpoint checkpoint) {
        this.connection = connection;
        this.window = window;
        this.checkpoint = checkpoint;
        timeouts = Duration.ofMillis(connection.getConnectionOptions().getResponseTimeoutMillis());
    }

    /// Sends one request for each number below `count` and waits for all answers. A lost connection is an answer
    /// too. What the checkpoint throws is thrown once the requests already sent are answered.
    ///
    /// @param step makes a request just before it is sent, so that few large ones exist at a time
    /// @return the answers in the order of the numbers
    List<LDAPResult> send(int count, IntFunction<Step> step) throws LDAPException {
        AtomicReferenceArray<LDAPResult> results = new AtomicReferenceArray<>(count);
        InFlight inFlight = new InFlight(window);
        try {
            for (int i = 0; i < count; i++) {
                int index = i;
                switch (step.apply(i)) {
                    case Step.Known(LDAPResult result) -> results.set(i, result);
                    case Step.Send(UpdatableLDAPRequest request) ->
                        send(request, inFlight, result -> results.compareAndSet(index, null, result));
                }
            }
            inFlight.awaitAll(timeouts.plus(GRACE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.close();
            throw new LDAPException(ResultCode.USER_CANCELED, "stopped while waiting for the directory", e);
        } catch (RuntimeException e) {
            drain(inFlight);
            throw e;
        }
        return sorted(IntStream.range(0, count).mapToObj(results::get).toList());
    }

    /// @param first handles an answer, and says whether it is the first one to this request
    private void send(UpdatableLDAPRequest request, InFlight inFlight, Predicate<LDAPResult> first)
            throws InterruptedException, LDAPException {
        boolean heavy = bytes(request) > HEAVY_BYTES;
        Window.Ticket ticket = inFlight.depart(heavy, timeouts.plus(GRACE));
        Consumer<LDAPResult> answered = result -> {
            if (first.test(result)) {
                learn(result.getResultCode(), ticket, heavy);
                inFlight.land();
            }
        };
        try {
            checkpoint.pass();
        } catch (RuntimeException e) {
            inFlight.land();
            throw e;
        }
        LDAPResult unsent = sendAsync(request, (_, result) -> answered.accept(result));
        if (unsent != null) {
            answered.accept(unsent);
        }
    }

    /// A server that refers single entries to another one is no copy; a server that accepted no write at all and
    /// refers is one.
    private static List<LDAPResult> sorted(List<LDAPResult> results) {
        boolean took =
                results.stream().anyMatch(result -> result.getResultCode().equals(ResultCode.SUCCESS));
        return took
                ? results
                : results.stream()
                        .map(result -> LdapErrors.isOfACopy(result) ? LdapErrors.ofACopy(result) : result)
                        .toList();
    }

    private void learn(ResultCode code, Window.Ticket ticket, boolean heavy) {
        boolean settled = !LdapErrors.passes(code);
        if (OVERLOADED.contains(code)) {
            window.overloaded(ticket);
        } else if (settled && !heavy) {
            window.answered(ticket, System.nanoTime());
        }
        if (settled) {
            checkpoint.made();
        }
    }

    /// Waits for the answers to what was sent, before the connection is given up.
    private void drain(InFlight inFlight) {
        try {
            inFlight.awaitAll(timeouts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LDAPException e) {
            // The answers will not arrive any more; the reason is irrelevant here.
        }
    }

    /// @return what kept the request from being sent, or null
    private @Nullable LDAPResult sendAsync(UpdatableLDAPRequest request, AsyncResultListener listener) {
        try {
            // The answer comes to the listener; the handle would only be needed to abandon the request.
            AsyncRequestID _ = switch (request) {
                case AddRequest add -> connection.asyncAdd(add, listener);
                case ModifyRequest modify -> connection.asyncModify(modify, listener);
                case DeleteRequest delete -> connection.asyncDelete(delete, listener);
                case ModifyDNRequest rename -> connection.asyncModifyDN(rename, listener);
                default -> throw new IllegalArgumentException("not a write: " + request.getClass());
            };
            return null;
        } catch (LDAPException e) {
            return e.toLDAPResult();
        } catch (IllegalStateException e) {
            // The SDK's own timer ends with the connection, and reports that with this exception.
            return new LDAPException(ResultCode.SERVER_DOWN, "the connection was lost", e).toLDAPResult();
        }
    }

    /// The size of the values that a request carries.
    static long bytes(UpdatableLDAPRequest request) {
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
