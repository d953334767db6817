package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.ApiClient;
import io.rollcall.api.Reply;
import io.rollcall.iam.keystone.Keystone;
import io.rollcall.iam.keystone.KeystoneSettings.Credentials;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the credentials of a real Keystone may: those of a person, and those that a person made for a program or
/// for another person.
class KeystoneRightsIT {
    private static final String EMBEDDED = "{embedded: {bind_password: a-directory-password}}";

    @AutoClose
    private static Keystone keystone;

    private static Credentials.Password reader;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        keystone = Keystone.start();
        reader = keystone.reader();
        keystone.create("role", Map.of("name", "MRS FullAccess"));
        keystone.create("role", Map.of("name", "boss"));
    }

    /// @param grants more top-level keys
    private IamServer serve(String project, String grants) throws Exception {
        return IamServer.start(
                folder,
                project,
                """
                  keystone:
                    url: %s
                    domain: %s
                    password: {user: %s, user_domain: %s, password: %s}
                    roles: {boss: owner}
                %s
                """.formatted(
                        keystone.url(), Keystone.DOMAIN, reader.user(), reader.userDomain(), Keystone.PASSWORD, grants),
                EMBEDDED);
    }

    /// Who may do everything with MRS, by a group, and is a member besides.
    private static String administrator(String name, String... projects) {
        String user = keystone.user(name);
        String group = keystone.group(name + "-admins", user);
        for (String project : projects) {
            keystone.grantGroup(project, group, "MRS FullAccess");
            keystone.grantUser(project, user, "member");
        }
        return user;
    }

    private static void assertSynchronizes(IamServer server, String token) {
        Reply reply = server.call(token, "POST", "/iam-sync-user", "{\"user_names\":[\"nobody\"]}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        server.awaitIdle(token);
    }

    private static void assertForbidden(IamServer server, String token) {
        Reply reply = server.call(token, "POST", "/iam-sync-user", "{\"user_names\":[\"nobody\"]}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(403);
        assertThat(reply.errorCode()).isEqualTo("12000136");
    }

    @Test
    void anApplicationCredentialHasTheRolesThatItWasMadeWith() throws Exception {
        String project = keystone.project("credentials");
        administrator("credentials-alice", project);
        try (IamServer server =
                serve(project, "grants: [{users: [credentials-alice], actions: [\"mrs:cluster:auditSync\"]}]")) {
            String restricted = keystone.issueRestricted("credentials-alice", project, "member");
            String full = keystone.issueRestricted("credentials-alice", project, "MRS FullAccess");
            String own = keystone.issue("credentials-alice", project);
            assertForbidden(server, restricted);
            assertThat(server.get(restricted, "/iam-sync").status()).isEqualTo(403);
            assertSynchronizes(server, full);
            assertSynchronizes(server, own);
            // The grant is for the person.
            assertThat(server.get(own, "/iam-sync/audit").status()).isEqualTo(200);
            assertThat(server.get(full, "/iam-sync/audit").status()).isEqualTo(403);
            // What is remembered of one credential is not told of another.
            assertForbidden(server, restricted);
        }
    }

    @Test
    void aTrustHasTheRolesThatItWasMadeWith() throws Exception {
        String project = keystone.project("trusts");
        administrator("trusts-alice", project);
        String bob = keystone.user("trusts-bob");
        keystone.grantUser(project, bob, "member");
        try (IamServer server = serve(project, "")) {
            assertForbidden(server, keystone.issueByTrust("trusts-alice", "trusts-bob", project, "reader", "member"));
            assertForbidden(server, keystone.issue("trusts-bob", project));
            assertSynchronizes(server, keystone.issueByTrust("trusts-alice", "trusts-bob", project, "MRS FullAccess"));
        }
    }

    private static void ec2(String user, String project, String access, String more) {
        keystone.ec2(user, project, access, "SK-" + access, more);
    }

    private static ApiClient signing(IamServer server, String access) {
        return ApiClient.signing(server.url().getPort(), access, "SK-" + access);
    }

    @Test
    void anEc2CredentialCountsInItsOwnProjectAlone() throws Exception {
        String here = keystone.project("ec2-here");
        String there = keystone.project("ec2-there");
        String alice = administrator("ec2-alice", here, there);
        ec2(alice, here, "AK-here", "");
        ec2(alice, there, "AK-there", "");
        try (IamServer server = serve(here, "")) {
            String path = "/v2/" + here + "/clusters/c1/iam-sync";
            assertThat(signing(server, "AK-here").get(path).status()).isEqualTo(200);
            Reply elsewhere = signing(server, "AK-there").get(path);
            assertThat(elsewhere.status()).isEqualTo(403);
            assertThat(elsewhere.errorCode()).isEqualTo("APIGW.0302");
        }
    }

    @Test
    void anEc2CredentialThatWasMadeWithADelegatedTokenIsRefused() throws Exception {
        String project = keystone.project("ec2-delegated");
        String alice = administrator("ec2-delegated-alice", project);
        ec2(alice, project, "AK-plain", ", \"trust_id\": null");
        ec2(alice, project, "AK-trust", ", \"trust_id\": \"5f0c9a1e\"");
        ec2(alice, project, "AK-credential", ", \"app_cred_id\": \"5f0c9a1e\"");
        ec2(alice, project, "AK-oauth", ", \"access_token_id\": \"5f0c9a1e\"");
        try (IamServer server = serve(project, "")) {
            String path = "/v2/" + project + "/clusters/c1/iam-sync";
            assertThat(signing(server, "AK-plain").get(path).status()).isEqualTo(200);
            for (String access : new String[] {"AK-trust", "AK-credential", "AK-oauth"}) {
                assertThat(signing(server, access).get(path).status())
                        .as(access)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void aNamesakeOfAnotherDomainGetsNoGrant() throws Exception {
        String project = keystone.project("namesakes");
        String other = keystone.create("domain", Map.of("name", "namesakes-domain"));
        String namesake = keystone.user("namesakes-alice", other);
        String alice = keystone.user("namesakes-alice");
        keystone.grantUser(project, alice, "member");
        keystone.grantUser(project, namesake, "member");
        try (IamServer server = serve(
                project,
                "grants: [{users: [namesakes-alice], actions: [\"mrs:cluster:auditSync\"]},"
                        + " {policies: [member], actions: [\"mrs:cluster:get\"]}]")) {
            String right = keystone.issueById(alice, project);
            String wrong = keystone.issueById(namesake, project);
            assertThat(server.get(right, "/iam-sync/audit").status()).isEqualTo(200);
            assertThat(server.get(wrong, "/iam-sync/audit").status()).isEqualTo(403);
            assertThat(server.get(wrong, "/iam-sync").status())
                    .as("by its role")
                    .isEqualTo(200);
        }
    }

    @Test
    void aRoleThatIsMappedToTheOwnerMayEverything() throws Exception {
        String project = keystone.project("owners");
        String boss = keystone.user("owners-boss");
        keystone.grantUser(project, boss, "boss");
        try (IamServer server = serve(project, "")) {
            String token = keystone.issue("owners-boss", project);
            assertSynchronizes(server, token);
            assertThat(server.get(token, "/iam-sync/audit").status()).isEqualTo(200);
        }
    }
}
