package io.rollcall.api.answer;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.Seal;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.Decision;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Person;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Standing;
import io.rollcall.operation.model.StoredPlan;
import io.rollcall.operation.model.SyncState;
import io.rollcall.operation.model.Tally;
import io.rollcall.operation.model.Touched;
import io.rollcall.ops.ClusterHealth;
import io.rollcall.policy.Action;
import io.rollcall.sync.explanation.Explanation;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.wire.AuditJson;
import io.rollcall.wire.ChangeJson;
import io.rollcall.wire.ChangeListJson;
import io.rollcall.wire.ClusterListJson;
import io.rollcall.wire.ConfigurationJson;
import io.rollcall.wire.Json;
import io.rollcall.wire.Kind;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.ReadyJson;
import io.rollcall.wire.RequesterJson;
import io.rollcall.wire.ResultJson;
import io.rollcall.wire.RowJson;
import io.rollcall.wire.StateJson;
import io.rollcall.wire.UserJson;
import io.rollcall.wire.Word;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How much of operations a caller may see, and the records that show it. Names, numbers and states are for all
/// callers that may read; addresses and words of the servers behind this one, and the keys and addresses of other
/// callers, are for callers that may synchronize or read the audit.
///
/// @param reader the caller, whose own requests are shown in full
/// @param allowed what the caller may do with the cluster
/// @param releasesOwn whether requesters release their own plans
public record View(IamId reader, Set<Action> allowed, boolean releasesOwn) {
    /// For records that are stored, and not shown to a caller.
    static final View WHOLE = new View(new IamId("rollcall"), EnumSet.allOf(Action.class), true);

    private static final String NOT_FOR_READERS = "The details are for callers who may synchronize.";

    public View {
        allowed = Set.copyOf(allowed);
    }

    /// Whether everything is shown.
    private boolean whole() {
        return allowed.contains(Action.SYNC_USER) || allowed.contains(Action.READ_AUDIT);
    }

    private List<String> allowedActions() {
        return allowed.stream().sorted().map(Action::word).toList();
    }

    /// Why the caller cannot release a held plan; null if the caller can.
    private @Nullable Word<OperationJson.ReleaseRefusal> releaseRefused(Operation operation) {
        if (!allowed.contains(Action.RELEASE)) {
            return Word.of(OperationJson.ReleaseRefusal.NOT_ALLOWED);
        }
        return releasesOwn || !isOwn(operation.requestedBy())
                ? null
                : Word.of(OperationJson.ReleaseRefusal.OWN_REQUEST);
    }

    private boolean isOwn(Requester by) {
        return by.userId().equals(reader.value());
    }

    public OperationJson operation(Operation operation) {
        return operation(operation, null);
    }

    /// @param touched what its plan would do; null where that was not asked
    public OperationJson operation(Operation operation, @Nullable List<Touched> touched) {
        Operation.Failure error = operation.error();
        return new OperationJson(
                operation.id().value(),
                operation.cluster().value(),
                Word.of(OperationJson.Action.class, operation.action().word()),
                operation.full(),
                operation.dryRun(),
                requester(operation.requestedBy()),
                operation.acceptedAt(),
                operation.startedAt(),
                operation.finishedAt(),
                Word.of(OperationJson.State.class, operation.state().word()),
                stage(operation),
                counters(operation.tallies()),
                operation.changesPerSecond(),
                operation.estimatedEnd(),
                error == null ? null : error(error),
                notes(operation),
                operation.planHash(),
                operation.state() == OperationState.HELD
                        ? new OperationJson.Held(
                                operation.holds(),
                                Action.RELEASE.word(),
                                releaseRefused(operation),
                                touched == null
                                        ? null
                                        : touched.stream().map(View::touched).toList())
                        : null,
                operation.decisions().isEmpty()
                        ? null
                        : operation.decisions().stream().map(this::decision).toList());
    }

    private static OperationJson.Touched touched(Touched touched) {
        return new OperationJson.Touched(
                kind(touched.kind()),
                Word.of(RowJson.Action.class, touched.action().word()),
                touched.count(),
                touched.names());
    }

    /// A row of a plan that was not carried out, in a list of several clusters.
    public ChangeListJson.Difference difference(Cluster cluster, StoredPlan plan, Result row) {
        return new ChangeListJson.Difference(
                cluster.id().value(),
                cluster.name(),
                plan.operation().value(),
                plan.plannedAt(),
                plan.held(),
                row.number(),
                row.stageWord(),
                kind(row.kind()),
                row.name(),
                action(row),
                row.before(),
                row.after(),
                reason(row));
    }

    /// A row of the plan: what is to be done, and why.
    public ChangeJson change(Result row) {
        return new ChangeJson(
                row.number(),
                row.stageWord(),
                kind(row.kind()),
                row.name(),
                action(row),
                row.before(),
                row.after(),
                reason(row));
    }

    /// The same row with what became of it.
    public ResultJson result(Result row) {
        return new ResultJson(
                row.number(),
                row.stageWord(),
                kind(row.kind()),
                row.name(),
                action(row),
                row.before(),
                row.after(),
                reason(row),
                Word.of(ResultJson.Outcome.class, row.outcome().word()));
    }

    /// The state of a cluster.
    public StateJson state(SyncState state) {
        SyncState.Asked scope = state.scope();
        SyncState.Differences differences = state.differences();
        SyncState.Unknown unknown = state.unknown();
        Operation last = state.last();
        return new StateJson(
                state.status().synchronous(),
                state.status().synchronizing(),
                new StateJson.Scope(
                        Word.of(StateJson.Extent.class, scope.extent()),
                        names(scope.asked()),
                        names(scope.cancelled())),
                differences == null ? null : differences(differences),
                unknown == null ? null : new StateJson.Unknown(unknown.since(), because(unknown.because())),
                last == null ? null : operation(last),
                allowedActions());
    }

    /// One JSON object in each line.
    public byte[] auditLines(List<AuditEntry> entries) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (AuditEntry entry : entries) {
            lines.writeBytes(Json.write(audit(entry)));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private AuditJson audit(AuditEntry entry) {
        Requester by = entry.by();
        Result change = entry.change();
        Seal seal = entry.seal();
        return new AuditJson(
                entry.cluster().value(),
                entry.number(),
                entry.at(),
                Word.of(AuditJson.Event.class, entry.event().word()),
                entry.operation() == null ? null : entry.operation().value(),
                by == null ? null : requester(by),
                change == null ? null : result(change),
                entry.detail(),
                seal == null ? null : seal.changeHash(),
                seal == null ? null : seal.hash());
    }

    /// A cluster in a list.
    ///
    /// @param health its servers, by name
    public ClusterListJson.Row cluster(Cluster cluster, Standing standing, Map<String, ClusterHealth.Part> health) {
        Standing.Differences differences = standing.differences();
        Standing.LastRun last = standing.last();
        ClusterHealth.Part kdc = health.get("kdc");
        return new ClusterListJson.Row(
                cluster.id().value(),
                cluster.name(),
                Word.of(ClusterListJson.State.class, standing.agreement().word()),
                standing.reason().isEmpty() ? null : standing.quoted() ? because(standing.reason()) : standing.reason(),
                standing.synchronizing(),
                Word.of(StateJson.Extent.class, standing.extent()),
                standing.verifiedAt(),
                standing.comparedAt(),
                standing.comparedAt() == null
                        ? null
                        : new ClusterListJson.Differences(
                                differences.added(),
                                differences.changed(),
                                differences.removed(),
                                differences.refused(),
                                standing.refusals().stream().map(View::refusal).toList()),
                last == null
                        ? null
                        : new ClusterListJson.LastRun(
                                last.id().value(),
                                Word.of(
                                        OperationJson.Action.class,
                                        last.action().word()),
                                Word.of(OperationJson.State.class, last.state().word()),
                                last.acceptedAt(),
                                last.finishedAt()),
                standing.held() == null ? null : standing.held().value(),
                standing.nextRunAt(),
                new ClusterListJson.Health(
                        server(health.get("iam")), server(health.get("directory")), kdc == null ? null : server(kdc)),
                allowedActions());
    }

    /// What the configuration says about a cluster.
    public ConfigurationJson configuration(ConfigurationJson configuration) {
        return whole() ? configuration : configuration.withoutAddresses();
    }

    private ClusterListJson.Server server(ClusterHealth.@Nullable Part part) {
        if (part == null) {
            return new ClusterListJson.Server(Word.of(ReadyJson.Check.UNKNOWN), null, null);
        }
        ReadyJson.Check state = switch (part.state()) {
            case UP -> ReadyJson.Check.UP;
            case DOWN -> ReadyJson.Check.DOWN;
            case UNKNOWN -> ReadyJson.Check.UNKNOWN;
        };
        return new ClusterListJson.Server(
                Word.of(state),
                part.reason().isEmpty() ? null : whole() ? part.reason() : "it does not answer. " + NOT_FOR_READERS,
                part.checkedAt());
    }

    /// A user in one cluster.
    public UserJson.InCluster person(Person person) {
        Explanation explanation = person.explanation();
        UserName account = explanation.account();
        return new UserJson.InCluster(
                person.cluster().id().value(),
                person.cluster().name(),
                explanation.id() == null ? null : explanation.id().value(),
                account != null,
                explanation.steps().stream()
                        .map(step -> new UserJson.Step(
                                Word.of(
                                        UserJson.Condition.class,
                                        step.condition().word()),
                                step.passed(),
                                step.detail()))
                        .toList(),
                account == null
                        ? null
                        : new UserJson.Account(
                                account.value(), since(person, ObjectKind.USER, account.value()), explanation.goesIf()),
                explanation.groups().stream()
                        .map(group -> new UserJson.Group(
                                group.name().value(),
                                group.ofManager(),
                                group.present(),
                                because(group.because()),
                                since(person, ObjectKind.GROUP, group.name().value()),
                                group.goesIf()))
                        .toList(),
                explanation.roles().stream()
                        .map(role -> new UserJson.Role(
                                role.name(),
                                role.present(),
                                because(role.because()),
                                since(person, ObjectKind.ROLE, role.name()),
                                role.goesIf()))
                        .toList(),
                person.problems().stream()
                        .map(problem -> new UserJson.Problem(
                                kind(problem.result().kind()),
                                problem.result().name(),
                                reason(problem.result()),
                                since(problem.by())))
                        .toList(),
                allowedActions());
    }

    /// A user in a list.
    public UserJson.Row listed(Person.Listed user) {
        return new UserJson.Row(
                user.name(),
                user.id(),
                user.eligible(),
                user.present(),
                user.reason().isEmpty() ? null : user.reason());
    }

    private static List<UserJson.Because> because(List<Explanation.Because> because) {
        return because.stream()
                .map(one -> new UserJson.Because(one.policy(), one.group().value()))
                .toList();
    }

    private static UserJson.@Nullable Since since(Person person, ObjectKind kind, String name) {
        Person.Origin origin = person.origins().get(Person.key(kind, name));
        return origin == null ? null : since(origin);
    }

    private static UserJson.Since since(Person.Origin origin) {
        return new UserJson.Since(origin.operation().value(), origin.at());
    }

    private OperationJson.Decision decision(Decision decision) {
        return new OperationJson.Decision(
                Word.of(OperationJson.Decided.class, decision.kind().word()),
                requester(decision.by()),
                decision.at(),
                decision.comment());
    }

    private RequesterJson requester(Requester by) {
        return whole() || isOwn(by)
                ? new RequesterJson(by.userId(), by.userName(), by.credential(), by.address(), by.requestId())
                : new RequesterJson(by.userId(), by.userName(), null, null, null);
    }

    /// What is being done. Behind the word may stand what is waited for.
    private String stage(Operation operation) {
        boolean quoted = operation.activity() instanceof Activity.Waiting;
        return whole() || !quoted ? operation.activity().word() : Activity.WAITING_WORD;
    }

    private static SortedMap<Word<Kind>, OperationJson.Tally> counters(Map<ObjectKind, Tally> tallies) {
        SortedMap<Word<Kind>, OperationJson.Tally> counters = new TreeMap<>();
        tallies.forEach((kind, tally) ->
                counters.put(kind(kind), new OperationJson.Tally(tally.planned(), tally.done(), tally.failed())));
        return counters;
    }

    /// The documented words alone, or with what was asked and who answered what.
    private OperationJson.Failure error(Operation.Failure error) {
        return new OperationJson.Failure(
                error.code().code(), whole() ? error.message() : error.code().words() + " " + NOT_FOR_READERS);
    }

    /// Why a plan is held is our own sentence; the others may quote a server or a command.
    private List<String> notes(Operation operation) {
        if (whole() || operation.notes().isEmpty()) {
            return operation.notes();
        }
        List<String> notes = new ArrayList<>();
        operation.holds().forEach(reason -> notes.add(OperationJson.HOLD + reason));
        if (notes.size() < operation.notes().size()) {
            notes.add("There are more notes. " + NOT_FOR_READERS);
        }
        return notes;
    }

    private static Word<RowJson.Action> action(Result row) {
        return Word.of(RowJson.Action.class, row.action().word());
    }

    private static Word<Kind> kind(ObjectKind kind) {
        return Word.of(Kind.class, kind.word());
    }

    /// Why a row is what it is: what a plan says is our own sentence, what became of it may quote a server.
    private @Nullable String reason(Result row) {
        boolean quoted = row.outcome() == Result.Outcome.FAILED;
        return whole() || !quoted || row.reason() == null ? row.reason() : "it failed. " + NOT_FOR_READERS;
    }

    private static StateJson.Names names(SyncState.Names names) {
        return new StateJson.Names(names.users(), names.groups(), names.userNames(), names.groupNames());
    }

    private static StateJson.Differences differences(SyncState.Differences differences) {
        return new StateJson.Differences(
                differences.comparedAt(),
                differences.added(),
                differences.changed(),
                differences.removed(),
                differences.refused(),
                differences.refusals().stream().map(View::refusal).toList());
    }

    private static StateJson.Refusal refusal(SyncState.Refused refused) {
        return new StateJson.Refusal(kind(refused.kind()), refused.name(), refused.reason());
    }

    /// Why nothing newer is known of a cluster.
    private String because(String reason) {
        return whole() ? reason : "the IAM or the Manager gave no usable answer. " + NOT_FOR_READERS;
    }
}
