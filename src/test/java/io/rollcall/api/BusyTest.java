package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Many callers at the same moment, while no Manager gets anywhere: one operation for each cluster, and an
/// answer for everybody (R8).
class BusyTest {
    private static final int MANY = 50;

    private final CountDownLatch released = new CountDownLatch(1);
    private ApiFixture api;

    @BeforeEach
    void start() {
        Map<String, ProvisioningTarget> clusters = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            MemoryTarget held = MemoryTarget.documented(cluster(i));
            // An operation with nothing to write is held, too.
            held.waitFor(released);
            clusters.put(cluster(i), held);
        }
        api = ApiFixture.startWith(
                        ApiFixture.people()
                                .user("user1")
                                .group("group1", List.of("user1"), SystemPolicies.named(SystemPolicies.FULL_ACCESS)),
                        clusters)
                .work();
    }

    @AfterEach
    void stop() {
        released.countDown();
        api.close();
    }

    @Test
    void ofFiftyRequestsForOneClusterOneIsAccepted() throws Exception {
        List<Reply> replies = atOnce(_ -> api.admin().post(path(0, "/iam-sync-user"), "{\"is_all_sync\":true}"));

        assertThatOneIsAccepted(replies);
    }

    @Test
    void itIsOneWhetherTheyAddOrCancel() throws Exception {
        List<Reply> replies = atOnce(i -> i % 2 == 0
                ? api.admin().post(path(0, "/iam-sync-user"), "{\"user_names\":[\"user1\"]}")
                : api.admin().delete(path(0, "/iam-sync-user"), "{\"user_names\":[\"user1\"]}"));

        assertThatOneIsAccepted(replies);
    }

    @Test
    void fiftyClustersAcceptOneEachAndAllFinish() throws Exception {
        List<Reply> replies = atOnce(i -> api.admin().post(path(i, "/iam-sync-user"), "{\"is_all_sync\":true}"));

        assertThat(replies).extracting(Reply::status).containsOnly(202);
        List<Reply> status = atOnce(i -> api.admin().get(path(i, "/iam-sync")));
        assertThat(status).extracting(Reply::body).containsOnly("{\"is_synchronizing\":true}");

        released.countDown();
        for (int i = 0; i < MANY; i++) {
            api.awaitIdle(path(i, ""));
            assertThat(api.admin().get(path(i, "/iam-sync-user")).body())
                    .isEqualTo(
                            "{\"user_names\":[\"user1\",\"viewer\"],\"group_names\":[\"admins\",\"group1\",\"viewers\"]}");
        }
    }

    @Test
    void whileOneRunsEveryQuestionIsAnswered() throws Exception {
        api.admin().post(path(0, "/iam-sync-user"), "{\"is_all_sync\":true}");
        for (String tail : List.of("/iam-sync", "/iam-sync/is-synchronous", "/iam-sync-user", "/iam-sync/operations")) {
            assertThat(atOnce(_ -> api.admin().get(path(0, tail))))
                    .extracting(Reply::status)
                    .containsOnly(200);
        }
    }

    private static void assertThatOneIsAccepted(List<Reply> replies) {
        assertThat(replies).filteredOn(reply -> reply.status() == 202).hasSize(1);
        assertThat(replies)
                .filteredOn(reply -> reply.status() != 202)
                .hasSize(MANY - 1)
                .allMatch(reply -> reply.status() == 500
                        && reply.errorCode().equals("12000154")
                        && reply.errorMessage().endsWith("Cluster ID: " + cluster(0)));
    }

    /// Sends as many requests, all of them ready before the first is sent.
    private static List<Reply> atOnce(IntFunction<Reply> request) throws InterruptedException, ExecutionException {
        CountDownLatch ready = new CountDownLatch(MANY);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> sent = IntStream.range(0, MANY)
                    .mapToObj(i -> callers.submit(() -> {
                        ready.countDown();
                        ready.await();
                        return request.apply(i);
                    }))
                    .toList();
            for (Future<Reply> each : sent) {
                each.get();
            }
            return sent.stream().map(Future::resultNow).toList();
        }
    }

    private static String cluster(int number) {
        return "cluster-" + number;
    }

    private static String path(int cluster, String tail) {
        return "/v2/" + ApiFixture.PROJECT + "/clusters/" + cluster(cluster) + tail;
    }
}
