package io.rollcall.manager;

import static io.rollcall.manager.EmbeddedDirectoryTest.BIND_DN;
import static io.rollcall.manager.EmbeddedDirectoryTest.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.embedded.EmbeddedDirectory;
import io.rollcall.manager.write.MemberEdits;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What thousands of clusters cost on which nobody works.
class IdleTargetsTest {
    private static final int TARGETS = Integer.getInteger("rollcall.targets", 10_000);
    private static final int USED = 100;
    private static final Duration LONGEST_IDLE = Duration.ofMillis(1_500);

    @TempDir
    Path folder;

    private EmbeddedDirectory directory;
    private LdapProxy proxy;

    @BeforeEach
    void start() throws Exception {
        directory = EmbeddedDirectory.start(folder, 0, LdapSettings.DEFAULT_BASE, BIND_DN, PASSWORD);
        proxy = new LdapProxy(directory.url());
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        directory.close();
    }

    private LdapTarget target(int number) {
        LdapSettings settings =
                LdapSettings.of(proxy.url(), LdapSettings.DEFAULT_BASE, BIND_DN, Secret.of(PASSWORD.reveal()));
        return new LdapTarget(new ClusterId("cluster-" + number), settings, MemberEdits.STANDARD, LONGEST_IDLE);
    }

    @Test
    void anIdleTargetHasNoThreadNoConnectionAndFewBytes() throws Exception {
        target(-1).close();
        int threads = threads();
        long heap = heap();
        List<LdapTarget> targets = new ArrayList<>();
        for (int i = 0; i < TARGETS; i++) {
            targets.add(target(i));
        }

        long bytes = (heap() - heap) / TARGETS;
        assertThat(threads()).isLessThan(threads + 10);
        assertThat(proxy.connections()).isZero();
        assertThat(bytes).as("bytes for each target").isLessThan(4_096);

        for (LdapTarget target : targets.subList(0, USED)) {
            target.read(Progress.NONE);
        }
        assertThat(proxy.connections()).isBetween(1, USED);
        ManagerFixture.until(() -> proxy.connections() == 0);
        ManagerFixture.until(() -> threads() < threads + 10);

        targets.getFirst().check();
        targets.forEach(LdapTarget::close);
        ManagerFixture.until(() -> proxy.connections() == 0);
    }

    @Test
    void aConnectionInUseIsKeptAndOneAfterAnotherUsesIt() throws Exception {
        try (LdapTarget target = target(1)) {
            for (int i = 0; i < 20; i++) {
                target.apply(List.of(SampleChanges.account("user" + i, 20_000 + i)), Checkpoint.OPEN);
            }
            assertThat(proxy.connections()).isOne();
        }
        ManagerFixture.until(() -> proxy.connections() == 0);
    }

    @Test
    void aMistakeInTheSettingsIsStillSaidAtOnce() throws Exception {
        LdapSettings plain = directory.settings();
        LdapSettings wrong = new LdapSettings(
                plain.servers(),
                plain.baseDn(),
                plain.login(),
                true,
                Files.writeString(folder.resolve("ca.pem"), "no certificate"),
                plain.layout());

        assertThatThrownBy(() -> new LdapTarget(SampleChanges.CLUSTER, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ca.pem");
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
