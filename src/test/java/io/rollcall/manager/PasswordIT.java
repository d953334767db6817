package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import io.rollcall.cluster.Secret;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.password.PasswordOutcome.Initialized;
import io.rollcall.sync.password.PasswordOutcome.Refused;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// First passwords on a real OpenLDAP server, with and without its password policy.
class PasswordIT {
    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class OnSlapd extends PasswordContract {
        Slapd slapd;

        @BeforeAll
        void start() throws Exception {
            slapd = Slapd.start(GroupLayout.RFC2307BIS);
            prepare();
        }

        abstract void prepare() throws Exception;

        @AfterAll
        void stop() {
            slapd.close();
        }

        @Override
        LdapSettings settings() {
            return slapd.settings();
        }

        @Test
        void theServerHashesThePassword() throws Exception {
            target.setPassword(ALICE, FIRST);
            try (LDAPConnection admin = slapd.admin()) {
                Entry alice = Objects.requireNonNull(admin.getEntry(ManagerFixture.userDn("alice"), "userPassword"));
                assertThat(alice.getAttributeValue("userPassword")).startsWith("{SSHA}");
            }
        }
    }

    @Nested
    class WithoutPolicy extends OnSlapd {
        @Override
        void prepare() {
            // As it comes.
        }

        @Test
        void itCannotDemandAnotherOne() throws Exception {
            assertThat(target.setPassword(ALICE, FIRST)).isEqualTo(Initialized.inDirectory(false));
        }
    }

    @Nested
    class WithPolicy extends OnSlapd {
        private static final String POLICY = "cn=policy," + Slapd.BASE;

        @Override
        void prepare() throws Exception {
            try (LDAPConnection config = slapd.config();
                    LDAPConnection admin = slapd.admin()) {
                config.modify(
                        "cn=module{0},cn=config", new Modification(ModificationType.ADD, "olcModuleLoad", "ppolicy"));
                config.modify(
                        "olcDatabase={1}mdb,cn=config",
                        new Modification(
                                ModificationType.REPLACE,
                                "olcAccess",
                                "{0}to attrs=userPassword by dn.exact=\"" + Slapd.SERVICE_DN
                                        + "\" write by self write by anonymous auth by * none",
                                "{1}to * by dn.exact=\"" + Slapd.SERVICE_DN + "\" write by * read"));
                ManagerFixture.add(
                        admin,
                        "dn: " + POLICY,
                        "objectClass: organizationalRole",
                        "objectClass: pwdPolicy",
                        "cn: policy",
                        "pwdAttribute: userPassword",
                        "pwdCheckQuality: 2",
                        "pwdMinLength: 12",
                        "pwdMustChange: TRUE");
                ManagerFixture.add(
                        config,
                        "dn: olcOverlay=ppolicy,olcDatabase={1}mdb,cn=config",
                        "objectClass: olcPPolicyConfig",
                        "olcOverlay: ppolicy",
                        "olcPPolicyDefault: " + POLICY);
            }
        }

        @Test
        void thePersonHasToChooseAnotherOneFirst() throws Exception {
            assertThat(target.setPassword(ALICE, FIRST)).isEqualTo(Initialized.inDirectory(true));

            try (LDAPConnection alice = connect(ALICE, FIRST)) {
                assertThat(read(alice)).isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
                assertThat(alice.processExtendedOperation(
                                        new PasswordModifyExtendedRequest(FIRST.reveal(), SECOND.reveal()))
                                .getResultCode())
                        .isEqualTo(ResultCode.SUCCESS);
            }

            try (LDAPConnection alice = connect(ALICE, SECOND)) {
                assertThat(read(alice)).isEqualTo(ResultCode.SUCCESS);
            }
        }

        @Test
        void aPolicyThatCarriesNoDemandOutIsNotSaidToDemand() throws Exception {
            mustChange("FALSE");
            try {
                assertThat(target.setPassword(ALICE, FIRST)).isEqualTo(Initialized.inDirectory(false));
                try (LDAPConnection alice = connect(ALICE, FIRST)) {
                    assertThat(read(alice)).isEqualTo(ResultCode.SUCCESS);
                }
            } finally {
                mustChange("TRUE");
            }
        }

        @Test
        void thePolicyOfTheEntryCountsBeforeAllOthers() throws Exception {
            String strict = "cn=strict," + Slapd.BASE;
            mustChange("FALSE");
            try (LDAPConnection admin = slapd.admin()) {
                ManagerFixture.add(
                        admin,
                        "dn: " + strict,
                        "objectClass: organizationalRole",
                        "objectClass: pwdPolicy",
                        "cn: strict",
                        "pwdAttribute: userPassword",
                        "pwdMustChange: TRUE");
                admin.modify(
                        ManagerFixture.userDn("alice"),
                        new Modification(ModificationType.REPLACE, "pwdPolicySubentry", strict));

                assertThat(target.setPassword(ALICE, FIRST)).isEqualTo(Initialized.inDirectory(true));

                try (LDAPConnection alice = connect(ALICE, FIRST)) {
                    assertThat(read(alice)).isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
                }
                admin.delete(strict);
            } finally {
                mustChange("TRUE");
            }
        }

        private void mustChange(String value) throws Exception {
            try (LDAPConnection admin = slapd.admin()) {
                admin.modify(POLICY, new Modification(ModificationType.REPLACE, "pwdMustChange", value));
            }
        }

        private static ResultCode read(LDAPConnection connection) {
            try {
                return connection
                        .search(Slapd.BASE, SearchScope.BASE, "(objectClass=*)")
                        .getResultCode();
            } catch (LDAPSearchException e) {
                return e.getResultCode();
            }
        }

        @Test
        void thePoliciesOwnRulesCountToo() throws Exception {
            assertThat(target.setPassword(ALICE, Secret.of("Sh0rt one")))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason())
                                    .contains("constraint violation")
                                    .doesNotContain("Sh0rt"));
            assertThat(target.passwordOf(ALICE.name()).orElseThrow().initialized())
                    .isFalse();
        }
    }
}
