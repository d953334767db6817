package io.rollcall.sync.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.policy.SystemPolicies;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every source of identities must say about the account of a [SampleIam].
public abstract class IdentitySourceContract extends SampleIamContract {
    private static final Selection EVERYTHING = new Selection.Everything();
    private static final Completeness COMPLETE = new Completeness.Complete();

    @Test
    void everythingIsEveryUserAndIsComplete() throws Exception {
        IamSnapshot read = read(EVERYTHING);

        assertThat(read.completeness()).isEqualTo(COMPLETE);
        assertThat(read.users())
                .filteredOn(user -> users("alice", "bob", "carol").contains(user.id()))
                .extracting(IamUser::name)
                .containsExactlyInAnyOrder(new UserName("alice"), new UserName("bob"), new UserName("carol"));
        assertThat(read.unclear()).isEmpty();
    }

    @Test
    void everythingIsEveryGroupThatHoldsAPolicyWithTheIdsOfItsMembers() throws Exception {
        IamSnapshot read = read(EVERYTHING);

        assertThat(members(read, "admins")).isEqualTo(users("alice", "carol"));
        assertThat(members(read, "analysts")).isEqualTo(users("alice", "bob"));
        assertThat(members(read, "readers")).isEqualTo(users("bob"));
        assertThat(members(read, "empty")).isEmpty();
    }

    @Test
    void policiesAreThoseOfTheProjectOfAllProjectsAndOfTheAccount() throws Exception {
        IamSnapshot read = read(EVERYTHING);

        assertThat(group(read, "admins").policies()).containsExactly(SystemPolicies.named(SystemPolicies.FULL_ACCESS));
        assertThat(group(read, "analysts").policies())
                .singleElement()
                .isInstanceOf(Policy.CustomPolicy.class)
                .extracting(Policy::name)
                .isEqualTo("analyst");
        assertThat(group(read, "readers").policies())
                .containsExactly(SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        assertThat(group(read, "empty").policies())
                .containsExactly(SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
    }

    @Test
    void aPolicyOnAnotherProjectCountsThereAlone() throws Exception {
        IamSnapshot here = read(EVERYTHING);
        IamSnapshot there = iam.source().read(iam.otherProject(), EVERYTHING, Progress.NONE);

        assertThat(here.groups())
                .filteredOn(group -> group.id().equals(iam.group("outsiders")))
                .allSatisfy(group -> assertThat(group.policies()).isEmpty());
        assertThat(group(there, "outsiders").policies())
                .containsExactly(SystemPolicies.named(SystemPolicies.FULL_ACCESS));
        assertThat(members(there, "outsiders")).isEqualTo(users("bob"));
        assertThat(group(there, "admins").policies()).isEmpty();
        assertThat(group(there, "analysts").policies()).hasSize(1);
    }

    @Test
    void whatDidNotChangeIsTheSameObject() throws Exception {
        IamSnapshot before = read(EVERYTHING);
        assertThat(read(EVERYTHING)).isSameAs(before);

        iam.removeMember("analysts", "bob");
        iam.renameUser("carol", "caroline");
        IamSnapshot after = read(EVERYTHING);

        assertThat(after).isNotSameAs(before);
        assertThat(members(after, "analysts")).isEqualTo(users("alice"));
        assertThat(group(after, "admins")).isSameAs(group(before, "admins"));
        assertThat(group(after, "readers")).isSameAs(group(before, "readers"));
        assertThat(user(after, "alice")).isSameAs(user(before, "alice"));
        assertThat(user(after, "carol").name()).isEqualTo(new UserName("caroline"));
        assertThat(read(EVERYTHING)).isSameAs(after);
    }

    @Test
    void aProjectThatTheIamDoesNotHaveIsNoCompleteRead() throws Exception {
        assertThat(iam.source()
                        .read(new ProjectId("no-such-project"), EVERYTHING, Progress.NONE)
                        .completeness())
                .isInstanceOf(Completeness.Incomplete.class);
    }

    @Test
    void aDisabledUserIsThereAndDisabled() throws Exception {
        assertThat(user(read(EVERYTHING), "alice").enabled()).isTrue();
        assertThat(user(read(EVERYTHING), "carol").enabled()).isFalse();
        assertThat(user(read(named(List.of("carol"), List.of())), "carol").enabled())
                .isFalse();
    }

    @Test
    void aNamedUserComesWithAllGroups() throws Exception {
        IamSnapshot read = read(named(List.of("alice"), List.of()));

        assertThat(read.completeness()).isEqualTo(COMPLETE);
        assertThat(read.users()).extracting(IamUser::id).containsExactly(iam.user("alice"));
        assertThat(read.groups())
                .extracting(IamGroup::id)
                .containsExactlyInAnyOrder(iam.group("admins"), iam.group("analysts"), iam.group("idle"));
        assertThat(read.groups())
                .allSatisfy(group -> assertThat(group.members()).contains(iam.user("alice")));
        assertThat(group(read, "admins").policies()).hasSize(1);
        assertThat(group(read, "analysts").policies()).hasSize(1);
    }

    @Test
    void aNamedGroupComesWithAllIdsOfItsMembers() throws Exception {
        IamSnapshot read = read(named(List.of(), List.of("admins", "empty")));

        assertThat(read.completeness()).isEqualTo(COMPLETE);
        assertThat(read.groups())
                .extracting(IamGroup::id)
                .containsExactlyInAnyOrder(iam.group("admins"), iam.group("empty"));
        assertThat(members(read, "admins")).isEqualTo(users("alice", "carol"));
        assertThat(members(read, "empty")).isEmpty();
    }

    @Test
    void aGroupThatIsNamedBesideOneOfItsMembersHasTheOthersToo() throws Exception {
        IamSnapshot read = read(named(List.of("alice"), List.of("analysts")));

        assertThat(members(read, "analysts")).isEqualTo(users("alice", "bob"));
    }

    @Test
    void whatDoesNotExistIsAbsentAndTheReadIsComplete() throws Exception {
        IamSnapshot read = read(named(List.of("zoe", "ALICE"), List.of("no-such-group", "Admins")));

        assertThat(read.completeness()).isEqualTo(COMPLETE);
        assertThat(read.users()).isEmpty();
        assertThat(read.groups()).isEmpty();
    }

    @Test
    void anIdOutlivesANewName() throws Exception {
        iam.renameUser("alice", "alicia");
        iam.renameGroup("analysts", "science");

        IamSnapshot everything = read(EVERYTHING);
        IamSnapshot named = read(named(List.of("alicia", "alice"), List.of("science", "analysts")));

        for (IamSnapshot read : List.of(everything, named)) {
            assertThat(user(read, "alice").name()).isEqualTo(new UserName("alicia"));
            assertThat(group(read, "analysts").name()).isEqualTo(new GroupName("science"));
            assertThat(members(read, "analysts")).isEqualTo(users("alice", "bob"));
        }
        assertThat(named.users()).hasSize(1);
    }

    @Test
    void aMemberThatLeftIsGoneInTheNextRead() throws Exception {
        read(EVERYTHING);
        read(named(List.of("alice"), List.of("analysts")));

        iam.removeMember("analysts", "alice");

        assertThat(members(read(EVERYTHING), "analysts")).isEqualTo(users("bob"));
        assertThat(members(read(named(List.of(), List.of("analysts"))), "analysts"))
                .isEqualTo(users("bob"));
        assertThat(read(named(List.of("alice"), List.of())).groups())
                .extracting(IamGroup::id)
                .doesNotContain(iam.group("analysts"));
    }

    @Test
    void aUserThatWasDisabledIsDisabledInTheNextRead() throws Exception {
        read(EVERYTHING);

        iam.disable("alice");

        assertThat(user(read(EVERYTHING), "alice").enabled()).isFalse();
        assertThat(user(read(named(List.of("alice"), List.of())), "alice").enabled())
                .isFalse();
    }

    @Test
    void theSameAccountGivesTheSameSnapshotAgain() throws Exception {
        Selection named = named(List.of("alice", "bob"), List.of("admins", "readers"));

        assertThat(read(EVERYTHING)).isEqualTo(read(EVERYTHING));
        assertThat(read(named)).isEqualTo(read(named));
    }

    @Test
    void aLookSeesWhatAReadSees() throws Exception {
        assertThat(look(iam.later())).isEqualTo(read(EVERYTHING));
    }

    @Test
    void aLookNotBeforeAMomentSeesWhatChangedBeforeThatMoment() throws Exception {
        look(Instant.EPOCH);

        iam.removeMember("analysts", "alice");

        assertThat(members(look(iam.later()), "analysts")).isEqualTo(users("bob"));
    }

    @Test
    void answersCountAsProgress() throws Exception {
        for (Selection selection : List.of(EVERYTHING, named(List.of("alice"), List.of("readers")))) {
            AtomicInteger answers = new AtomicInteger();
            iam.source().read(iam.project(), selection, answers::incrementAndGet);
            assertThat(answers).as("%s", selection).hasPositiveValue();
        }
        AtomicInteger answers = new AtomicInteger();
        iam.source().look(iam.project(), iam.later(), answers::incrementAndGet);
        assertThat(answers).hasPositiveValue();
    }

    private IamSnapshot read(Selection selection) throws Exception {
        return iam.source().read(iam.project(), selection, Progress.NONE);
    }

    private IamSnapshot look(Instant notBefore) throws Exception {
        return iam.source().look(iam.project(), notBefore, Progress.NONE);
    }

    private static Selection named(List<String> users, List<String> groups) {
        return Selection.Named.of(
                users.stream().map(UserName::new).toList(),
                groups.stream().map(GroupName::new).toList());
    }

    private IamUser user(IamSnapshot read, String name) {
        return read.users().stream()
                .filter(user -> user.id().equals(iam.user(name)))
                .findFirst()
                .orElseThrow();
    }

    private IamGroup group(IamSnapshot read, String name) {
        return read.groups().stream()
                .filter(group -> group.id().equals(iam.group(name)))
                .findFirst()
                .orElseThrow();
    }

    private Set<IamId> members(IamSnapshot read, String group) {
        return group(read, group).members();
    }

    private Set<IamId> users(String... names) {
        return Set.copyOf(Stream.of(names).map(iam::user).toList());
    }
}
