package io.rollcall.manager;

import static io.rollcall.sync.provisioning.SampleChanges.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.Checkpoint;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// The contract on a real OpenLDAP server, with the schemas that it brings and with the one that we bring.
class SlapdIT {
    @Nested
    class WithItsOwnSchemas extends OnSlapd {
        WithItsOwnSchemas() {
            super(GroupLayout.RFC2307);
        }
    }

    @Nested
    class WithOurSchema extends OnSlapd {
        WithOurSchema() {
            super(GroupLayout.RFC2307BIS);
        }
    }

    /// What a server has loaded whose readers go by `memberOf`, and that keeps names and numbers apart by itself.
    @Nested
    class WithOverlays extends OnSlapd {
        WithOverlays() {
            super(
                    GroupLayout.RFC2307BIS,
                    Slapd.Overlay.MEMBEROF,
                    Slapd.Overlay.REFINT,
                    Slapd.Overlay.UNIQUE,
                    Slapd.Overlay.PPOLICY);
        }

        /// `refint` takes deleted accounts out of groups, and gives renamed ones their new name there, some time
        /// after it has answered, in the order of the requests. Late, it would take out the new account of that
        /// name, or write a member into a group that has another name by then.
        @Override
        void settle(LDAPConnection admin) throws Exception {
            String last = "cn=last," + Slapd.BASE;
            String group = "cn=groupOfLast," + Slapd.BASE;
            ManagerFixture.add(admin, "dn: " + last, "objectClass: organizationalRole", "cn: last");
            ManagerFixture.add(
                    admin, "dn: " + group, "objectClass: groupOfMembers", "cn: groupOfLast", "member: " + last);
            admin.delete(last);
            ManagerFixture.until(() ->
                    !Objects.requireNonNull(admin.getEntry(group, "member")).hasAttribute("member"));
            admin.delete(group);
        }

        @AfterEach
        void memberOfIsMember() throws Exception {
            MemberOf.assertRight(slapd);
        }
    }

    /// The overlay that makes memberOf up.
    @Nested
    class WithDynamicLists extends OnSlapd {
        WithDynamicLists() {
            super(GroupLayout.RFC2307BIS, Slapd.Overlay.DYNLIST);
        }

        @AfterEach
        void memberOfIsMember() throws Exception {
            MemberOf.assertRight(slapd);
        }
    }

    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class OnSlapd extends LdapTargetContract {
        private final GroupLayout layout;
        private final Slapd.Overlay[] overlays;
        Slapd slapd;

        OnSlapd(GroupLayout layout, Slapd.Overlay... overlays) {
            this.layout = layout;
            this.overlays = overlays;
        }

        @BeforeAll
        void start() {
            slapd = Slapd.start(layout, overlays);
        }

        @AfterAll
        void stop() {
            slapd.close();
        }

        @Override
        LdapSettings settings() {
            return slapd.settings();
        }

        @Override
        LDAPConnection admin() throws LDAPException {
            return slapd.admin();
        }

        @Override
        void crash() {
            slapd.kill();
        }

        @Override
        void restart() throws IOException {
            slapd.restart();
        }

        @Test
        void anAnswerCutAtTheSizeLimitIsNoSnapshot() throws Exception {
            accounts(50);
            slapd.limitAnswersTo(20);
            try {
                assertThatThrownBy(() -> target().read(Progress.NONE))
                        .isInstanceOfSatisfying(
                                UnavailableException.class,
                                e -> assertThat(e.part()).isEqualTo(UnavailableException.Part.MANAGER_USER))
                        .hasMessageContaining("size limit exceeded");
            } finally {
                slapd.liftLimit();
            }
        }

        /// More than one page of them: a page holds 1,000.
        @Test
        void whereSingleAnswersAreLimitedItIsReadInPages() throws Exception {
            accounts(2_345);
            slapd.limitSingleAnswersTo(20);
            try {
                assertThat(target().read(Progress.NONE).ownedAccounts()).hasSize(2_345);
            } finally {
                slapd.liftLimit();
            }
        }

        private void accounts(int count) throws Exception {
            assertThat(target().apply(
                                    IntStream.range(0, count)
                                            .<Change>mapToObj(i -> account("user%04d".formatted(i), 20_000 + i))
                                            .toList(),
                                    Checkpoint.OPEN))
                    .hasSize(count)
                    .containsOnly(new Applied());
        }
    }
}
