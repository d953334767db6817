package io.rollcall.manager;

import com.unboundid.asn1.ASN1Buffer;
import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.AddResponseProtocolOp;
import com.unboundid.ldap.protocol.DeleteResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyResponseProtocolOp;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.rollcall.manager.layout.DirectoryLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Stands between a client and an LDAP server on loopback, reads every message that passes, and can spoil
/// what it was told to spoil. Without TLS, or it could not read.
public final class LdapProxy implements AutoCloseable {
    /// What to do to a request in place of handing it on.
    sealed interface Fault {
        /// The server never sees it; the client is told this.
        public record Answer(ResultCode code, String text, List<String> referrals) implements Fault {}

        /// The server gets half of it, and then both lose the connection.
        record CutRequest() implements Fault {}

        /// The server gets it all, the client gets half of the answer, and then both lose the connection.
        record CutAnswer() implements Fault {}

        /// Something happens just before the server gets it.
        record First(Runnable action) implements Fault {}

        /// The server never sees it, and the client hears nothing.
        record Silence() implements Fault {}
    }

    private static final long SLOW_NANOS = 200_000;

    private record Rule(Predicate<ProtocolOp> which, Fault fault) {}

    private final ServerSocket socket;
    private final URI server;
    private final Queue<ProtocolOp> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Rule> rules = new ConcurrentLinkedQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final AtomicInteger pages = new AtomicInteger();
    private final AtomicLong bytesReceived = new AtomicLong();
    private volatile int mostWrites = Integer.MAX_VALUE;
    private final AtomicInteger refusedWrites = new AtomicInteger();

    public LdapProxy(URI server) {
        this.server = server;
        try {
            socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public URI url() {
        return URI.create("ldap://127.0.0.1:" + socket.getLocalPort());
    }

    /// Spoils the next request of that sort; several rules are used up one after the other.
    void spoil(Predicate<ProtocolOp> which, Fault fault) {
        rules.add(new Rule(which, fault));
    }

    /// Has something happen right before the server gets the next request of that sort, which waits for it.
    public void before(Predicate<ProtocolOp> which, Runnable event) {
        spoil(which, new Fault.First(event));
    }

    /// From now on the server seems to be slow, and busy when it has more than so many writes to do.
    void allowWrites(int atOnce) {
        mostWrites = atOnce;
    }

    /// How many writes were answered with `busy` for being too many.
    int refusedWrites() {
        return refusedWrites.get();
    }

    /// How many connections are open now.
    int connections() {
        return pairs.size();
    }

    public static boolean isWrite(ProtocolOp op) {
        return !isSearch(op) && !isBind(op);
    }

    static boolean isSearch(ProtocolOp op) {
        return op.getProtocolOpType() == LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_REQUEST;
    }

    private static boolean isBind(ProtocolOp op) {
        byte type = op.getProtocolOpType();
        return type == LDAPMessage.PROTOCOL_OP_TYPE_BIND_REQUEST
                || type == LDAPMessage.PROTOCOL_OP_TYPE_UNBIND_REQUEST
                || type == LDAPMessage.PROTOCOL_OP_TYPE_ABANDON_REQUEST;
    }

    /// A search of more than one entry.
    static boolean isBulkSearch(ProtocolOp op) {
        return op instanceof SearchRequestProtocolOp search
                && !search.getScope().equals(SearchScope.BASE);
    }

    /// From now on nothing is counted of what passed before.
    public void forget() {
        requests.clear();
        bytesReceived.set(0);
    }

    public List<ProtocolOp> requests(Predicate<ProtocolOp> which) {
        return requests.stream().filter(which).toList();
    }

    /// How many pages of an answer were asked for.
    int pages() {
        return pages.get();
    }

    /// The length of all that the server answered.
    long bytesReceived() {
        return bytesReceived.get();
    }

    /// All values in all modifications, but for our mark that guards them.
    int valuesSent() {
        int sum = 0;
        for (ProtocolOp op : requests) {
            if (op instanceof ModifyRequestProtocolOp modify) {
                for (Modification modification : modify.getModifications()) {
                    if (!modification.getAttributeName().equals(DirectoryLayout.MARK)) {
                        sum += modification.getRawValues().length;
                    }
                }
            }
        }
        return sum;
    }

    /// Both sides of every connection lose it, whatever is on its way.
    public void cutAll() {
        for (Pair pair : pairs) {
            try (pair.client;
                    pair.upstream) {
                open.removeAll(List.of(pair.client, pair.upstream));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void accept() {
        while (true) {
            try {
                connect(socket.accept());
            } catch (IOException e) {
                if (socket.isClosed()) {
                    return;
                }
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket upstream;
        try {
            upstream = new Socket(server.getHost(), server.getPort());
        } catch (IOException _) {
            // The server is away, and so is the way to it.
            client.close();
            return;
        }
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        open.add(client);
        open.add(upstream);
        Pair pair = new Pair(client, upstream);
        pairs.add(pair);
        Thread.ofVirtual().start(pair::upwards);
        Thread.ofVirtual().start(pair::downwards);
    }

    /// Both directions of one connection.
    private final class Pair {
        private final Socket client;
        private final Socket upstream;
        private final Set<Integer> cutAnswers = ConcurrentHashMap.newKeySet();
        private final Set<Integer> writes = ConcurrentHashMap.newKeySet();

        Pair(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void upwards() {
            try (client;
                    upstream) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                OutputStream out = upstream.getOutputStream();
                while (true) {
                    byte[] bytes = element(in);
                    LDAPMessage message = decoded(bytes);
                    requests.add(message.getProtocolOp());
                    if (message.getControls().stream()
                            .anyMatch(
                                    control -> control.getOID().equals(SimplePagedResultsControl.PAGED_RESULTS_OID))) {
                        pages.incrementAndGet();
                    }
                    switch (fault(message.getProtocolOp())) {
                        case null -> {
                            if (fits(message)) {
                                out.write(bytes);
                            } else {
                                refusedWrites.incrementAndGet();
                                answer(message, new Fault.Answer(ResultCode.BUSY, "too much to do", List.of()));
                            }
                        }
                        case Fault.Answer answer -> answer(message, answer);
                        case Fault.CutRequest _ -> {
                            out.write(bytes, 0, bytes.length / 2);
                            return;
                        }
                        case Fault.CutAnswer _ -> {
                            cutAnswers.add(message.getMessageID());
                            out.write(bytes);
                        }
                        case Fault.First(Runnable action) -> {
                            action.run();
                            out.write(bytes);
                        }
                        case Fault.Silence _ -> {}
                    }
                }
            } catch (IOException | LDAPException _) {
                // One side is gone, and so is the other now.
            } finally {
                pairs.remove(this);
            }
        }

        private boolean fits(LDAPMessage message) {
            return mostWrites == Integer.MAX_VALUE
                    || !isWrite(message.getProtocolOp())
                    || (writes.size() < mostWrites && writes.add(message.getMessageID()));
        }

        void downwards() {
            try (client;
                    upstream) {
                DataInputStream in = new DataInputStream(upstream.getInputStream());
                OutputStream out = client.getOutputStream();
                while (true) {
                    byte[] bytes = element(in);
                    bytesReceived.addAndGet(bytes.length);
                    if (!writes.isEmpty()) {
                        LockSupport.parkNanos(SLOW_NANOS);
                        writes.remove(decoded(bytes).getMessageID());
                    }
                    boolean cut = !cutAnswers.isEmpty()
                            && cutAnswers.contains(decoded(bytes).getMessageID());
                    synchronized (client) {
                        out.write(bytes, 0, cut ? bytes.length / 2 : bytes.length);
                    }
                    if (cut) {
                        return;
                    }
                }
            } catch (IOException | LDAPException _) {
                // One side is gone, and so is the other now.
            }
        }

        private void answer(LDAPMessage request, Fault.Answer answer) throws IOException {
            int code = answer.code().intValue();
            ProtocolOp op = switch (request.getProtocolOp().getProtocolOpType()) {
                case LDAPMessage.PROTOCOL_OP_TYPE_ADD_REQUEST ->
                    new AddResponseProtocolOp(code, null, answer.text(), answer.referrals());
                case LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_REQUEST ->
                    new ModifyResponseProtocolOp(code, null, answer.text(), answer.referrals());
                case LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_DN_REQUEST ->
                    new ModifyDNResponseProtocolOp(code, null, answer.text(), answer.referrals());
                case LDAPMessage.PROTOCOL_OP_TYPE_DELETE_REQUEST ->
                    new DeleteResponseProtocolOp(code, null, answer.text(), answer.referrals());
                default -> new SearchResultDoneProtocolOp(code, null, answer.text(), answer.referrals());
            };
            ASN1Buffer buffer = new ASN1Buffer();
            new LDAPMessage(request.getMessageID(), op).writeTo(buffer);
            synchronized (client) {
                buffer.writeTo(client.getOutputStream());
            }
        }
    }

    @SuppressWarnings("NullAway") // Null is "hand it on", for a switch to see.
    private Fault fault(ProtocolOp op) {
        Optional<Rule> rule = rules.stream().filter(one -> one.which().test(op)).findFirst();
        rule.ifPresent(rules::remove);
        return rule.map(Rule::fault).orElse(null);
    }

    private static LDAPMessage decoded(byte[] bytes) throws LDAPException {
        LDAPMessage message =
                LDAPMessage.readFrom(new ASN1StreamReader(new ByteArrayInputStream(bytes), bytes.length), true);
        if (message == null) {
            throw new IllegalStateException("an empty message");
        }
        return message;
    }

    /// One whole element of BER, as it came.
    private static byte[] element(DataInputStream in) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(in.readUnsignedByte());
        int first = in.readUnsignedByte();
        whole.write(first);
        int length = first;
        if (first > 0x7f) {
            length = 0;
            for (int i = 0; i < (first & 0x7f); i++) {
                int next = in.readUnsignedByte();
                whole.write(next);
                length = length << 8 | next;
            }
        }
        byte[] content = new byte[length];
        in.readFully(content);
        whole.writeBytes(content);
        return whole.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket one : open) {
            one.close();
        }
    }
}
