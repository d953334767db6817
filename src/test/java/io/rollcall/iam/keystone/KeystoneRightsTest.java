package io.rollcall.iam.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.access.AccessKey;
import io.rollcall.access.Caller;
import io.rollcall.access.Powers;
import io.rollcall.access.Token;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Sha256;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import io.rollcall.sync.rules.Entitlements;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is asked of a Keystone about its callers, and what its answers mean, held against a server that answers
/// like one.
class KeystoneRightsTest {
    private static final ProjectId PROJECT = new ProjectId(IamStub.PROJECT);
    private static final IamId ALICE = new IamId("u-alice");

    private final FakeTime time = new FakeTime();
    private IamStub iam;
    private KeystoneIdentitySource source;

    @BeforeEach
    void start() throws Exception {
        iam = IamStub.start(Kind.KEYSTONE)
                .user("alice")
                .user("left", false)
                .group("admins", "alice")
                .systemRole("r-full", "MRS FullAccess")
                .systemRole("r-read", "MRS ReadOnlyAccess")
                .assign("admins", "r-full")
                .token("plain", "alice", IamStub.PROJECT, "2100-01-01T00:00:00.000000Z");
        source = KeystoneIdentitySource.open(iam.settings(), Entitlements.documented()::concern, time, time);
    }

    @AfterEach
    void stop() {
        source.close();
        iam.close();
    }

    private void keyOf(String access, String user) {
        String path = "/v3/credentials/" + Sha256.hex(access);
        Map<String, Object> credential = Map.of(
                "id",
                "1",
                "type",
                "ec2",
                "user_id",
                "u-" + user,
                "project_id",
                IamStub.PROJECT,
                "blob",
                "{\"access\":\"" + access + "\",\"secret\":\"SK\"}");
        iam.fault((request, right) ->
                request.path().equals(path) ? IamStub.Answer.of(200, Map.of("credential", credential)) : right);
    }

    @Test
    void aKnownAndAnUnknownKeyCostTheIamTheSame() throws Exception {
        keyOf("AK-known", "alice");
        source.accessKey("AK-warm");
        iam.forgetReceived();
        Optional<AccessKey> known = source.accessKey("AK-known");
        int ofKnown = iam.received().size();
        iam.forgetReceived();
        assertThat(source.accessKey("AK-unknown")).isEmpty();
        assertThat(known.orElseThrow().project()).isEqualTo(PROJECT);
        assertThat(iam.received()).hasSize(ofKnown);
    }

    @Test
    void theKeyOfADisabledUserIsRefused() throws Exception {
        keyOf("AK-left", "left");
        AccessKey key = source.accessKey("AK-left").orElseThrow();
        assertThat(source.caller(key.user(), PROJECT, new Powers.OfUser())).isEmpty();
    }

    @Test
    void theRolesOfATokenAreWhatItsCallerHas() throws Exception {
        Token token = source.token(Secret.of("plain")).orElseThrow();
        assertThat(token.powers()).isEqualTo(new Powers.OfLogin(Set.of("r-full")));
        Caller context = source.caller(ALICE, PROJECT, new Powers.OfLogin(Set.of("r-read")))
                .orElseThrow();
        assertThat(context.rights().policies())
                .extracting(policy -> policy.name())
                .containsExactly("MRS ReadOnlyAccess");
    }

    @Test
    void aDelegatedTokenHasNothingOfThePerson() throws Exception {
        Caller program = source.caller(ALICE, PROJECT, new Powers.Delegated(Set.of("r-read")))
                .orElseThrow();
        Caller person = source.caller(ALICE, PROJECT, new Powers.OfLogin(Set.of("r-read")))
                .orElseThrow();
        assertThat(program.subjects()).hasSize(1);
        assertThat(person.subjects()).hasSize(5).containsAll(program.subjects());
    }

    @Test
    void noRolesAreNoRights() throws Exception {
        Caller nobody =
                source.caller(ALICE, PROJECT, new Powers.Delegated(Set.of())).orElseThrow();
        assertThat(nobody.rights().policies()).isEmpty();
        assertThat(nobody.subjects()).isEmpty();
    }
}
