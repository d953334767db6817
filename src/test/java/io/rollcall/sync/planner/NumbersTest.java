package io.rollcall.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.rules.NumberRange;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Which POSIX numbers newcomers get.
class NumbersTest {
    private static final Policy READS = SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS);

    private final List<Account> accounts = new ArrayList<>();
    private final List<TargetGroup> groups = new ArrayList<>();
    private NumberBook book = NumberBook.EMPTY;
    private Set<Integer> taken = Set.of();
    private NumberRange range = NumberRange.DECIDED;

    private Plan plan(String... names) {
        List<IamUser> users = new ArrayList<>();
        for (String name : names) {
            users.add(new IamUser(id(name), new UserName(name), true, ""));
        }
        IamGroup team = new IamGroup(
                new IamId("g-team"),
                new GroupName("team"),
                "",
                users.stream().map(IamUser::id).collect(Collectors.toSet()),
                Set.of(READS));
        return Planner.synchronize(
                new Selection.Everything(),
                new IamSnapshot(users, List.of(team), new Completeness.Complete()),
                new PlanInput(
                        new TargetSnapshot(accounts, groups, List.of()),
                        Ownership.EMPTY,
                        book,
                        taken,
                        PlanRules.standard().withNumbers(range),
                        LocalDate.of(2026, 1, 1)),
                0);
    }

    private static IamId id(String name) {
        return new IamId("u-" + name);
    }

    private static Map<String, Integer> given(Plan plan) {
        return plan.changes().stream()
                .map(PlannedChange::change)
                .filter(c -> c instanceof Change.CreateAccount || c instanceof Change.CreateGroup)
                .collect(Collectors.toMap(Change::objectName, c -> switch (c) {
                    case Change.CreateAccount account -> account.uidNumber();
                    case Change.CreateGroup group -> group.gidNumber();
                    default -> throw new AssertionError(c);
                }));
    }

    @Test
    void nobodyGetsTheNumbersOfTheOperatingSystem() {
        book = new NumberBook(Map.of(id("one-before"), 59_999), Map.of(), Set.of());

        assertThat(given(plan("ann", "bob")).values()).containsExactlyInAnyOrder(60_000, 65_536, 65_537);
    }

    @Test
    void theRangeIsConfigured() {
        range = new NumberRange(900_000, 900_999);

        assertThat(given(plan("ann")).values()).containsExactlyInAnyOrder(900_000, 900_001);
    }

    @Test
    void whereTheRangeEndsNewcomersAreRefusedAndNobodyElse() {
        range = new NumberRange(900_000, 900_002);

        Plan plan = plan("ann", "bob", "cleo");

        assertThat(given(plan)).containsOnlyKeys("team", "ann", "bob");
        assertThat(plan.refusals())
                .filteredOn(refusal -> refusal.kind() == ObjectKind.USER)
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.name()).isEqualTo("cleo");
                    assertThat(refusal.cause()).isEqualTo(Refusal.Cause.QUOTA);
                    assertThat(refusal.detail()).contains("900000 to 900002");
                });
    }

    @Test
    void numbersThatAreUsedElsewhereArePassedOver() {
        taken = Set.of(20_000, 20_002);

        assertThat(given(plan("ann")).values()).containsExactlyInAnyOrder(20_001, 20_003);
    }

    @Test
    void aNumberThatTheDirectoryDidNotTakeIsNeverTriedAgain() {
        book = new NumberBook(Map.of(), Map.of(new IamId("g-team"), 20_000), Set.of(20_001));

        assertThat(given(plan("ann"))).containsEntry("ann", 20_002);
    }

    @Test
    void theNumberOnTheEntryCorrectsTheBook() {
        book = new NumberBook(Map.of(id("ann"), 20_001), Map.of(), Set.of());
        accounts.add(new Account(new UserName("ann"), new OwnerMark(id("ann")), 4_711, 20_000, ""));

        assertThat(plan("ann").userNumbers()).containsEntry(id("ann"), 4_711);
    }

    @Test
    void anOddNumberByHandDoesNotMoveTheNextOne() {
        accounts.add(new Account(new UserName("ann"), new OwnerMark(id("ann")), Integer.MAX_VALUE, 20_000, ""));

        assertThat(given(plan("ann", "bob"))).containsEntry("bob", 20_002);
    }

    @Test
    void ofTwoEntriesWithOneNumberTheBookBelievesOne() {
        accounts.add(new Account(new UserName("ann"), new OwnerMark(id("ann")), 20_005, 20_000, ""));
        accounts.add(new Account(new UserName("bob"), new OwnerMark(id("bob")), 20_005, 20_000, ""));

        assertThat(plan("ann", "bob").userNumbers()).hasSize(1).containsValue(20_005);
    }

    @Test
    void aRangeMustHoldNumbersThatMayBeGiven() {
        assertThatThrownBy(() -> new NumberRange(60_001, 65_535)).hasMessageContaining("operating system");
        assertThatThrownBy(() -> new NumberRange(0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NumberRange(10, 9)).isInstanceOf(IllegalArgumentException.class);
    }
}
