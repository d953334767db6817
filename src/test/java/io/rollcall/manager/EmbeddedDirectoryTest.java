package io.rollcall.manager;

import static io.rollcall.manager.ManagerFixture.userDn;
import static io.rollcall.sync.provisioning.SampleChanges.CLUSTER;
import static io.rollcall.sync.provisioning.SampleChanges.account;
import static io.rollcall.sync.provisioning.SampleChanges.group;
import static io.rollcall.sync.provisioning.SampleChanges.newGroup;
import static io.rollcall.sync.provisioning.SampleChanges.user;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.embedded.EmbeddedDirectory;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract on the embedded directory, and what only there can be counted.
public class EmbeddedDirectoryTest extends LdapTargetContract {
    public static final String BIND_DN = "cn=root," + LdapSettings.DEFAULT_BASE;
    public static final Secret PASSWORD = Secret.of("a-test-password");

    @TempDir
    Path folder;

    private final Counter counter = new Counter();

    @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
    @AutoClose
    private EmbeddedDirectory directory;

    @Override
    protected void prepare() throws Exception {
        start(0);
        super.prepare();
    }

    private void start(int port) throws IOException {
        directory =
                EmbeddedDirectory.start(folder, port, LdapSettings.DEFAULT_BASE, BIND_DN, PASSWORD, List.of(counter));
    }

    @Override
    LdapSettings settings() {
        return directory.settings();
    }

    @Override
    LDAPConnection admin() throws LDAPException {
        return new LDAPConnection("127.0.0.1", directory.url().getPort(), BIND_DN, PASSWORD.reveal());
    }

    @Override
    void crash() {
        directory.close();
    }

    @Override
    void restart() throws IOException {
        start(directory.url().getPort());
    }

    @Test
    void oneNewMemberOfABigGroupIsOneValueSent() throws Exception {
        List<UserName> members = IntStream.range(0, 20_000)
                .mapToObj(i -> new UserName("user%05d".formatted(i)))
                .toList();
        given(new Change.CreateGroup(group("everybody"), 30_001, "", true, members));
        assertThat(counter.modifications).hasValue(0);

        given(new Change.ChangeGroup(group("everybody"), List.of(new UserName("zoe")), List.of(), "", ""));

        assertThat(counter.modifications).hasValue(1);
        assertThat(counter.values).hasValue(1);
        assertThat(readGroup("everybody").members()).hasSize(20_001);
    }

    @Test
    void aServerWithoutOptionalControlsIsServedWithReadsInstead() throws Exception {
        counter.plain = true;
        try (LdapTarget plain = new LdapTarget(CLUSTER, settings())) {
            given(account("ann", 20_001), account("bob", 20_002), newGroup("data", 30_001, "ann"));
            Change both = new Change.ChangeGroup(
                    group("data"), List.of(new UserName("ann"), new UserName("bob")), List.of(), "", "");

            assertThat(plain.apply(List.of(both, new Change.DeleteAccount(user("hdfs"))), Checkpoint.OPEN))
                    .satisfiesExactly(
                            first -> assertThat(first).isEqualTo(new Applied()),
                            second -> assertThat(second).isInstanceOf(Failed.class));

            assertThat(readGroup("data").members()).isEqualTo(names("ann", "bob"));
            assertThat(entry(userDn("hdfs"))).isNotNull();
        }
    }

    @Test
    void whatTheServerRefusesFailsInItsWordsWithoutControlCharacters() throws Exception {
        given(account("ann", 20_001));
        counter.refusal = new LDAPException(ResultCode.UNWILLING_TO_PERFORM, "not\ntoday\u202e");

        assertThat(apply(new Change.UpdateAccount(user("ann"), 1, "", 10_000, "about ann")))
                .containsExactly(new Failed("the directory refused it: unwilling to perform: not today"));
    }

    /// Counts what arrives and can play a simpler or an unwilling server.
    static final class Counter extends InMemoryOperationInterceptor {
        final AtomicInteger modifications = new AtomicInteger();
        final AtomicInteger values = new AtomicInteger();
        volatile boolean plain;
        volatile @Nullable LDAPException refusal;

        @Override
        public void processModifyRequest(InMemoryInterceptedModifyRequest request) throws LDAPException {
            modifications.incrementAndGet();
            for (Modification modification : request.getRequest().getModifications()) {
                // Our mark, which guards the others, is not counted.
                if (!modification.getAttributeName().equals(DirectoryLayout.MARK)) {
                    values.addAndGet(modification.getRawValues().length);
                }
            }
            if (plain) {
                request.setRequest(new ModifyRequest(
                        request.getRequest().getDN(), request.getRequest().getModifications()));
            }
            LDAPException no = refusal;
            if (no != null) {
                throw no;
            }
        }

        @Override
        public void processSearchEntry(InMemoryInterceptedSearchEntry found) {
            Entry sent = found.getSearchEntry();
            if (plain && sent != null && sent.hasAttribute("supportedControl")) {
                Entry entry = sent.duplicate();
                entry.removeAttribute("supportedControl");
                found.setSearchEntry(entry);
            }
        }
    }
}
