package io.rollcall.manager;

import static io.rollcall.manager.EmbeddedDirectoryTest.BIND_DN;
import static io.rollcall.manager.EmbeddedDirectoryTest.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.asn1.ASN1Buffer;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import io.rollcall.Stalls;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.embedded.EmbeddedDirectory;
import io.rollcall.sync.provisioning.SampleChanges;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether a directory is there is known soon, however it is not.
class CheckTest {
    /// What the check allows itself, and what a busy machine adds.
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    @TempDir
    Path folder;

    private EmbeddedDirectory directory;
    private Stalls stalls;
    private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();

    @BeforeEach
    void start() throws Exception {
        directory = EmbeddedDirectory.start(folder, 0, LdapSettings.DEFAULT_BASE, BIND_DN, PASSWORD);
        parts.push(directory);
        stalls = new Stalls();
        parts.push(stalls);
    }

    @AfterEach
    void stop() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }

    @Test
    void aDirectoryThatHangsInAnyWayIsAwayAfterThreeSeconds() throws Exception {
        Map<String, LdapTarget> targets = new LinkedHashMap<>();
        targets.put("no connection is made", target(false, unreachable()));
        targets.put("nor to two", target(false, unreachable(), unreachable()));
        targets.put("the login is not answered", target(false, silent(0)));
        targets.put(
                "TLS is not begun",
                target(false, URI.create("ldaps" + silent(0).toString().substring(4))));
        targets.put("StartTLS is not answered", target(true, silent(0)));
        targets.put("StartTLS is answered, and then nothing", target(true, silent(1)));
        LdapProxy proxy = proxy();
        proxy.spoil(LdapProxy::isSearch, new LdapProxy.Fault.Silence());
        targets.put("the login is answered, and then nothing", target(false, proxy.url()));
        targets.put("half an answer", target(false, half().url()));

        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            Map<String, Future<Duration>> checks = new LinkedHashMap<>();
            targets.forEach((what, target) -> checks.put(what, threads.submit(() -> timeToFail(target))));
            for (Map.Entry<String, Future<Duration>> check : checks.entrySet()) {
                assertThat(check.getValue().get(1, TimeUnit.MINUTES))
                        .as(check.getKey())
                        .isLessThan(stalls.atMost(SOON));
            }
        } finally {
            // One that hangs must not hold up the test, which says so.
            threads.shutdownNow();
        }
    }

    @Test
    void aFirstServerThatHangsLeavesTimeForTheSecond() throws Exception {
        target(false, unreachable(), directory.url()).check();
        target(false, silent(0), directory.url()).check();
    }

    @Test
    void aKeptConnectionThatStillAnswersIsNoProof() throws Exception {
        LdapProxy proxy = proxy();
        LdapTarget target = target(false, proxy.url());
        target.passwordOf(new UserName("nobody"));
        proxy.spoil(
                op -> op.getProtocolOpType() == LDAPMessage.PROTOCOL_OP_TYPE_BIND_REQUEST,
                new LdapProxy.Fault.Silence());

        assertThat(timeToFail(target)).isLessThan(stalls.atMost(SOON));
    }

    private static Duration timeToFail(LdapTarget target) {
        long begun = System.nanoTime();
        assertThatThrownBy(target::check).isInstanceOf(UnavailableException.class);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private LdapTarget target(boolean startTls, URI... servers) {
        LdapSettings there = directory.settings();
        LdapTarget target = new LdapTarget(
                SampleChanges.CLUSTER,
                new LdapSettings(List.of(servers), there.baseDn(), there.login(), startTls, null, there.layout()));
        parts.push(target);
        return target;
    }

    private LdapProxy proxy() {
        LdapProxy proxy = new LdapProxy(directory.url());
        parts.push(proxy);
        return proxy;
    }

    private LdapProxy half() {
        LdapProxy proxy = proxy();
        proxy.spoil(LdapProxy::isSearch, new LdapProxy.Fault.CutAnswer());
        return proxy;
    }

    /// An address whose queue of connections to accept is full, so that the first packet of another one is
    /// dropped.
    private URI unreachable() throws IOException {
        ServerSocket socket = new ServerSocket(0, 1, HERE);
        parts.push(socket);
        boolean full = false;
        while (!full) {
            Socket one = new Socket();
            parts.push(one);
            try {
                one.connect(socket.getLocalSocketAddress(), 300);
            } catch (IOException e) {
                full = true;
            }
        }
        return URI.create("ldap://127.0.0.1:" + socket.getLocalPort());
    }

    /// A server that says that so many requests succeeded, without a look at them, and then nothing.
    private URI silent(int answers) throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, HERE);
        parts.push(socket);
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket client = socket.accept();
                    parts.push(client);
                    OutputStream out = client.getOutputStream();
                    for (int id = 1; id <= answers; id++) {
                        ASN1Buffer buffer = new ASN1Buffer();
                        new LDAPMessage(id, new ExtendedResponseProtocolOp(0, null, null, List.of(), null, null))
                                .writeTo(buffer);
                        buffer.writeTo(out);
                    }
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
        return URI.create("ldap://127.0.0.1:" + socket.getLocalPort());
    }
}
