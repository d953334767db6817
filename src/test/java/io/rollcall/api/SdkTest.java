package io.rollcall.api;

import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.OTHER_CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.SdkResponse;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ClientRequestException;
import com.huaweicloud.sdk.core.exception.ServerResponseException;
import com.huaweicloud.sdk.core.http.FieldExistence;
import com.huaweicloud.sdk.core.http.HttpConfig;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import com.huaweicloud.sdk.core.http.LocationType;
import com.huaweicloud.sdk.mrs.v2.MrsClient;
import com.huaweicloud.sdk.mrs.v2.model.CancelSyncIamUserRequest;
import com.huaweicloud.sdk.mrs.v2.model.CancelSyncRequest;
import com.huaweicloud.sdk.mrs.v2.model.ShowSyncIamUserRequest;
import com.huaweicloud.sdk.mrs.v2.model.UpdateSyncIamUserRequest;
import com.huaweicloud.sdk.mrs.v2.model.UpdateSyncRequest;
import io.rollcall.policy.SystemPolicies;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Huawei's own SDK against the running server, over real HTTP, with nothing changed but the endpoint.
class SdkTest {
    private final MapIdentitySource iam = ApiFixture.people()
            .user("user1")
            .user("张三")
            .group("group1", List.of("user1"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS))
            .group("分析", List.of("张三"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));

    @AutoClose
    private ApiFixture api;

    /// The requests of the two status calls, which the SDK of that version does not have.
    static final class StatusRequest {
        String clusterId() {
            return CLUSTER;
        }
    }

    static final class TaskStatus extends SdkResponse {
        @JsonProperty("is_synchronizing")
        @Nullable
        Boolean synchronizing;
    }

    static final class Status extends SdkResponse {
        @JsonProperty("is_synchronous")
        @Nullable
        Boolean synchronous;
    }

    @BeforeEach
    void start() {
        api = ApiFixture.start(iam);
    }

    @Test
    void synchronizesShowsAndCancels() {
        api.work();
        MrsClient client = client("SK-admin");
        var accepted = client.updateSyncIamUser(update(CLUSTER, new UpdateSyncRequest().addUserNamesItem("user1")));
        assertThat(accepted.getHttpStatusCode()).isEqualTo(202);
        assertThat(accepted.getState()).isEqualTo("synchronizing");
        api.awaitIdle();
        var shown = client.showSyncIamUser(new ShowSyncIamUserRequest().withClusterId(CLUSTER));
        assertThat(shown.getUserNames()).containsExactly("user1");
        assertThat(shown.getGroupNames()).containsExactly("group1");

        var cancelled = client.cancelSyncIamUser(new CancelSyncIamUserRequest()
                .withClusterId(CLUSTER)
                .withBody(new CancelSyncRequest().addUserNamesItem("user1")));
        assertThat(cancelled.getHttpStatusCode()).isEqualTo(202);
        assertThat(cancelled.getState()).isEqualTo("synchronizing");
        api.awaitIdle();
        var empty = client.showSyncIamUser(new ShowSyncIamUserRequest().withClusterId(CLUSTER));
        assertThat(empty.getUserNames()).isEmpty();
        assertThat(empty.getGroupNames()).isEmpty();
    }

    @Test
    void readsBothStatuses() {
        TaskStatus idle = status("/iam-sync", TaskStatus.class);
        assertThat(idle.synchronizing).isFalse();
        client("SK-admin").updateSyncIamUser(update(CLUSTER, new UpdateSyncRequest().withIsAllSync(true)));
        TaskStatus busy = status("/iam-sync", TaskStatus.class);
        assertThat(busy.synchronizing).isTrue();
        api.work();
        api.awaitIdle();
        Status synchronous = status("/iam-sync/is-synchronous", Status.class);
        assertThat(synchronous.getHttpStatusCode()).isEqualTo(200);
        assertThat(synchronous.synchronous).isNotNull();
    }

    @Test
    void aBusyClusterIsAServerErrorWithCodeMessageAndRequestId() {
        MrsClient client = client("SK-admin");
        client.updateSyncIamUser(update(CLUSTER, new UpdateSyncRequest().withIsAllSync(true)));
        ServerResponseException error = catchThrowableOfType(
                ServerResponseException.class,
                () -> client.updateSyncIamUser(update(CLUSTER, new UpdateSyncRequest().withIsAllSync(true))));
        assertThat(error.getHttpStatusCode()).isEqualTo(500);
        assertThat(error.getErrorCode()).isEqualTo("12000154");
        assertThat(error.getErrorMsg()).endsWith("Cluster ID: " + CLUSTER);
        assertThat(error.getRequestId()).matches("[0-9a-f]{32}");
    }

    @Test
    void whatTheCallerMustMendIsAClientError() {
        assertRefused(client("SK-admin"), update(CLUSTER, new UpdateSyncRequest()), 400, "12000002");
        assertRefused(client("SK-admin"), new UpdateSyncIamUserRequest().withClusterId(CLUSTER), 400, "12000002");
        UpdateSyncRequest all = new UpdateSyncRequest().withIsAllSync(true);
        assertRefused(client("SK-admin"), update(OTHER_CLUSTER, all), 400, "12000003");
        assertRefused(client("SK-wrong"), update(CLUSTER, all), 401, "APIGW.0301");
    }

    @Test
    void aCancelWithoutABodyIsRefused() {
        ClientRequestException error = catchThrowableOfType(
                ClientRequestException.class,
                () -> client("SK-admin").cancelSyncIamUser(new CancelSyncIamUserRequest().withClusterId(CLUSTER)));
        assertThat(error.getErrorCode()).isEqualTo("12000002");
    }

    private static void assertRefused(MrsClient client, UpdateSyncIamUserRequest request, int status, String code) {
        ClientRequestException error =
                catchThrowableOfType(ClientRequestException.class, () -> client.updateSyncIamUser(request));
        assertThat(error.getHttpStatusCode()).isEqualTo(status);
        assertThat(error.getErrorCode()).isEqualTo(code);
        assertThat(error.getErrorMsg()).isNotEmpty();
        assertThat(error.getRequestId()).matches("[0-9a-f]{32}");
    }

    private static UpdateSyncIamUserRequest update(String cluster, UpdateSyncRequest body) {
        return new UpdateSyncIamUserRequest().withClusterId(cluster).withBody(body);
    }

    private MrsClient client(String secret) {
        return MrsClient.newBuilder()
                .withCredential(credentials(secret))
                .withEndpoints(List.of("http://127.0.0.1:" + api.port()))
                .build();
    }

    private <T> T status(String tail, Class<T> answer) {
        return call(
                new HcClient(HttpConfig.getDefaultHttpConfig())
                        .withEndpoints(List.of("http://127.0.0.1:" + api.port()))
                        .withCredential(credentials("SK-admin")),
                tail,
                answer);
    }

    /// One of the two status calls.
    static <T> T call(HcClient client, String tail, Class<T> answer) {
        HttpRequestDef<StatusRequest, T> call = HttpRequestDef.builder(HttpMethod.GET, StatusRequest.class, answer)
                .withName("Status")
                .withUri("/v2/{project_id}/clusters/{cluster_id}" + tail)
                .withContentType("application/json")
                .<String>withRequestField(
                        "cluster_id",
                        LocationType.Path,
                        FieldExistence.NON_NULL_NON_EMPTY,
                        String.class,
                        field -> field.withMarshaller(StatusRequest::clusterId, (_, _) -> {}))
                .build();
        return client.syncInvokeHttp(new StatusRequest(), call);
    }

    private static BasicCredentials credentials(String secret) {
        return new BasicCredentials().withAk("AK-admin").withSk(secret).withProjectId(PROJECT);
    }
}
