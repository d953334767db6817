package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapErrors;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.manager.read.ServerTraits;
import io.rollcall.manager.read.Visibility;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.AlreadySo;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.target.ObjectKind;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Carries changes out over one connection and decides what each answer means. The first request of every change
/// goes through the pipeline; changes that need further requests are finished one by one afterwards. Not
/// thread-safe; confined to one run.
public final class ChangeWriter {
    private final LDAPConnection connection;
    private final DirectoryLayout layout;
    private final ChangeWrites writes;
    private final ServerTraits.Cache traits;
    private final Visibility visibility;
    private final RequestSizes sizes;
    private final GuardedRequests requests;
    private final RefusedWrite refused;
    private final Pipeline pipeline;
    private final Checkpoint checkpoint;
    /// The kinds whose container was missing and was added in this pass.
    private final Set<ObjectKind> contained = EnumSet.noneOf(ObjectKind.class);

    /// @param window of the directory that the connection leads to
    public ChangeWriter(
            LDAPConnection connection,
            DirectoryLayout layout,
            ChangeWrites writes,
            Window window,
            ServerTraits.Cache traits,
            Visibility visibility,
            RequestSizes sizes,
            Checkpoint checkpoint) {
        this.connection = connection;
        this.layout = layout;
        this.writes = writes;
        this.traits = traits;
        this.visibility = visibility;
        this.sizes = sizes;
        this.requests = new GuardedRequests(connection, checkpoint);
        this.refused = new RefusedWrite(connection, layout);
        this.pipeline = new Pipeline(connection, window, checkpoint);
        this.checkpoint = checkpoint;
    }

    /// Tries changes and finishes those that the directory answered finally.
    ///
    /// @param all the indexes of the changes to try
    /// @return the outcomes by index: perhaps not of all, but of at least one
    /// @throws LDAPException when no change could be finished; the same changes can be tried again
    public Map<Integer, ChangeOutcome> pass(List<Change> changes, List<Integer> all) throws LDAPException {
        List<Integer> open = sizes.suspicious() ? fewer(changes, all) : all;
        Set<Integer> wholes = new HashSet<>();
        Map<Integer, Sent> sent = new HashMap<>();
        requests.announce(open.stream()
                .map(changes::get)
                .filter(ChangeWriter::isReadBefore)
                .map(change -> writes.of(change).getFirst())
                .toList());
        List<LDAPResult> firsts = pipeline.send(open.size(), i -> {
            Write whole = whole(changes.get(open.get(i)));
            if (whole != null) {
                wholes.add(i);
            }
            List<Write> needed = whole == null ? writes.of(changes.get(open.get(i))) : List.of(whole);
            if (needed.isEmpty()) {
                return new Pipeline.Step.Known(new LDAPResult(-1, ResultCode.NO_OPERATION));
            }
            Write write = needed.getFirst();
            sent.put(i, new Sent(write.dn(), Pipeline.bytes(write.request()), needed.size() == 1));
            return requests.step(write);
        });
        Map<Integer, ChangeOutcome> settled = new TreeMap<>();
        LDAPException away = null;
        for (int i = 0; i < open.size(); i++) {
            int number = open.get(i);
            Sent request = sent.get(i);
            if (request != null && isTooLarge(request, firsts.get(i))) {
                settled.put(number, request.tooLarge());
                continue;
            }
            try {
                Change change = changes.get(number);
                if (wasTooEarly(change, firsts.get(i))) {
                    continue;
                }
                ChangeOutcome outcome = wholes.contains(i)
                        ? settleWhole(change, firsts.get(i))
                        : settle(change, firsts.get(i), request != null && request.only());
                settled.put(number, lookedAt(change, outcome));
                if (request != null) {
                    sizes.settled(request.entry());
                }
                checkpoint.made();
            } catch (LDAPException e) {
                if (LdapErrors.passes(e.getResultCode())) {
                    away = e;
                    if (!e.getResultCode().equals(ResultCode.BUSY)) {
                        // The next request must not wait for the same silent server again.
                        connection.close();
                    }
                } else {
                    settled.put(number, new Failed("the directory refused it: " + LdapErrors.worded(e)));
                }
            }
        }
        if (settled.isEmpty() && away != null) {
            throw away;
        }
        return settled;
    }

    /// A request on its way.
    ///
    /// @param only whether its change needs no other
    private record Sent(DN entry, long bytes, boolean only) {
        Failed tooLarge() {
            return new Failed("the directory closes the connection at a request of " + bytes
                    + " bytes: let it take larger ones (olcSockbufMaxIncomingAuth of OpenLDAP, nsslapd-maxbersize of 389"
                    + " Directory Server)");
        }
    }

    /// Records that a connection may have been lost to a large request.
    ///
    /// @return whether sending it again is useless
    private boolean isTooLarge(Sent request, LDAPResult result) {
        return result.getResultCode().equals(ResultCode.SERVER_DOWN) && sizes.lost(request.entry(), request.bytes());
    }

    private @Nullable Write first(Change change) {
        List<Write> all = writes.of(change);
        return all.isEmpty() ? null : all.getFirst();
    }

    /// The small requests first; where there are none, one large one by itself.
    private List<Integer> fewer(List<Change> changes, List<Integer> open) {
        List<Integer> small = open.stream()
                .filter(number -> {
                    Write write = first(changes.get(number));
                    return write == null || Pipeline.bytes(write.request()) <= RequestSizes.SMALL;
                })
                .toList();
        return small.isEmpty() ? List.of(open.getFirst()) : small;
    }

    /// Sends one more request of a change.
    private LDAPResult send(Write write) throws LDAPException {
        LDAPResult result = requests.send(write);
        Sent request = new Sent(write.dn(), Pipeline.bytes(write.request()), false);
        if (isTooLarge(request, result)) {
            throw new LDAPException(ResultCode.OTHER, request.tooLarge().reason());
        }
        return result;
    }

    /// Whether the first request of a change is one before which the mark has to be read.
    private static boolean isReadBefore(Change change) {
        return change instanceof Change.DeleteAccount
                || change instanceof Change.DeleteGroup
                || change instanceof Change.RenameGroup;
    }

    /// A creation that was sent before its container was there. It is left for the next pass: a first
    /// synchronization consists of nothing else, and one by one they would take many times as long.
    private boolean wasTooEarly(Change change, LDAPResult first) {
        return contained.contains(change.kind())
                && first.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
                && (change instanceof Change.CreateAccount || change instanceof Change.CreateGroup);
    }

    /// The outcome, unless what was written cannot be read back.
    private ChangeOutcome lookedAt(Change change, ChangeOutcome outcome) {
        if (!(outcome instanceof Applied) || !visibility.wants(change)) {
            return outcome;
        }
        try {
            return visibility
                    .hidden(connection, change)
                    .<ChangeOutcome>map(Failed::new)
                    .orElse(outcome);
        } catch (LDAPException _) {
            // The change was written; a later change shows whether it can be read back.
            return outcome;
        }
    }

    /// The whole list of a group's members where that costs the server less than what differs.
    private @Nullable Write whole(Change change) {
        if (!(change instanceof Change.ChangeGroup group)
                || !MemberEdits.isMuch(group.add().size() + group.remove().size())) {
            return null;
        }
        try {
            if (!traits.of(connection).takesWholeLists()) {
                return null;
            }
            Entry existing = connection.getEntry(
                    layout.dn(group.group().name()).toString(), layout.groupMember(), DirectoryLayout.VERSION);
            return existing == null ? null : writes.whole(group, existing);
        } catch (LDAPException _) {
            return null;
        }
    }

    /// If the whole list could not be written, for example because of another write in between, the difference is
    /// written instead.
    private ChangeOutcome settleWhole(Change change, LDAPResult result) throws LDAPException {
        if (result.getResultCode().equals(ResultCode.SUCCESS)) {
            return new Applied();
        }
        if (LdapErrors.passes(result.getResultCode())) {
            throw new LDAPException(result);
        }
        return settle(change, send(writes.of(change).getFirst()), false);
    }

    /// @param only whether it is certain that the change needs no other request
    private ChangeOutcome settle(Change change, LDAPResult first, boolean only) throws LDAPException {
        if (first.getResultCode().equals(ResultCode.NO_OPERATION)) {
            return new AlreadySo();
        }
        if (only && first.getResultCode().equals(ResultCode.SUCCESS)) {
            return new Applied();
        }
        // Built again instead of stored, so that the pipeline holds few large requests at a time.
        List<Write> all = writes.of(change);
        LDAPResult result = first;
        for (int i = 0; i < Math.max(1, all.size()); i++) {
            if (i > 0) {
                result = send(all.get(i));
            }
            if (!result.getResultCode().equals(ResultCode.SUCCESS)) {
                ChangeOutcome instead = otherwise(change, all.get(i), result);
                if (instead instanceof Failed && i > 0) {
                    takeBack(change);
                }
                if (instead != null) {
                    return instead;
                }
            }
        }
        return new Applied();
    }

    /// The attributes of an account are renamed before its entry: if the entry is not renamed, they are restored.
    private void takeBack(Change change) {
        if (change instanceof Change.RenameAccount rename) {
            requests.send(Write.modify(
                    layout.dn(rename.user().name()),
                    layout.mark(ObjectKind.USER, rename.user().id()),
                    layout.namesOf(rename.user().name())));
        }
    }

    /// Interprets an answer that is not success.
    ///
    /// @return the outcome of the change, or null when the request could be carried out after all
    private @Nullable ChangeOutcome otherwise(Change change, Write write, LDAPResult result) throws LDAPException {
        ResultCode code = result.getResultCode();
        if (LdapErrors.passes(code)) {
            throw new LDAPException(result);
        }
        if (code.equals(ResultCode.NO_SUCH_OBJECT)) {
            return missing(change, write);
        }
        boolean sameName = code.equals(ResultCode.UNWILLING_TO_PERFORM) && changesOnlyLetterCase(change);
        if (code.equals(ResultCode.ENTRY_ALREADY_EXISTS) || sameName) {
            return taken(change, write);
        }
        boolean valueIsThereOrNot =
                code.equals(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS) || code.equals(ResultCode.NO_SUCH_ATTRIBUTE);
        if (valueIsThereOrNot && (change instanceof Change.AdoptAccount || change instanceof Change.AdoptGroup)) {
            return adopted(change, write);
        }
        if (code.equals(ResultCode.ASSERTION_FAILED)) {
            return notOurs(change);
        }
        if (valueIsThereOrNot) {
            LDAPResult reduced = requests.sendReduced(write);
            return reduced.getResultCode().equals(ResultCode.ASSERTION_FAILED)
                    ? notOurs(change)
                    : afterwards(write, reduced);
        }
        return refused.explain(write, result);
    }

    /// The outcome for an entry without the other cluster's mark: it may carry this cluster's already.
    private ChangeOutcome adopted(Change change, Write write) throws LDAPException {
        SearchResultEntry entry = connection.getEntry(write.dn().toString(), DirectoryLayout.MARK);
        return entry != null && layout.markOn(entry, change.kind()) != null
                ? new AlreadySo()
                : new Failed("the " + what(change) + " '" + change.objectName()
                        + "' does not carry the other cluster's mark any more");
    }

    private ChangeOutcome missing(Change change, Write write) throws LDAPException {
        return switch (change) {
            case Change.DeleteAccount _, Change.DeleteGroup _ -> new AlreadySo();
            case Change.CreateAccount _, Change.CreateGroup _ -> {
                requests.addContainer(layout.containerEntry(change.kind()));
                LDAPResult again = send(write);
                if (!again.getResultCode().equals(ResultCode.SUCCESS)) {
                    yield refused.explain(write, again);
                }
                contained.add(change.kind());
                yield rest(change);
            }
            case Change.RenameAccount rename ->
                renamed(
                        change,
                        layout.dn(rename.newName()),
                        layout.mark(ObjectKind.USER, rename.user().id()));
            case Change.RenameGroup rename ->
                renamed(
                        change,
                        layout.dn(rename.newName()),
                        layout.mark(ObjectKind.GROUP, rename.group().id()));
            case Change.UpdateAccount _, Change.ChangeGroup _, Change.RepairBacklinks _ -> gone(change);
            case Change.ClearBacklinks _ -> gone(change);
            case Change.AdoptAccount _, Change.AdoptGroup _ -> gone(change);
            case Change.DisableAccount _, Change.EnableAccount _ -> gone(change);
            case Change.CreatePrincipal _, Change.DeletePrincipal _ -> gone(change);
            case Change.ChangeManagerGroup _, Change.GrantRole _, Change.WithdrawRole _ -> gone(change);
        };
    }

    /// The remaining requests of a creation whose first one succeeded late.
    private ChangeOutcome rest(Change change) throws LDAPException {
        return complete(writes.of(change).stream().skip(1).toList());
    }

    private ChangeOutcome complete(List<Write> remaining) throws LDAPException {
        for (Write write : remaining) {
            ChangeOutcome instead = afterwards(write, send(write));
            if (instead != null) {
                return instead;
            }
        }
        return new Applied();
    }

    private @Nullable ChangeOutcome afterwards(Write write, LDAPResult result) throws LDAPException {
        if (LdapErrors.passes(result.getResultCode())) {
            throw new LDAPException(result);
        }
        return result.getResultCode().equals(ResultCode.SUCCESS) ? null : refused.explain(write, result);
    }

    private ChangeOutcome taken(Change change, Write write) throws LDAPException {
        return switch (change) {
            case Change.CreateAccount create ->
                created(
                        change,
                        write,
                        layout.mark(ObjectKind.USER, create.user().id()));
            case Change.CreateGroup create ->
                created(
                        change,
                        write,
                        layout.mark(ObjectKind.GROUP, create.group().id()));
            case Change.RenameAccount rename -> {
                if (changesOnlyLetterCase(rename)) {
                    DN between = layout.dn(new UserName(between(write)));
                    yield complete(renames(write, between, layout.dn(rename.newName())));
                }
                yield new Failed("another user is called '" + rename.newName() + "' in the Manager");
            }
            case Change.RenameGroup rename -> {
                if (changesOnlyLetterCase(rename)) {
                    DN between = layout.dn(new GroupName(between(write)));
                    yield complete(renames(write, between, layout.dn(rename.newName())));
                }
                yield new Failed("another group is called '" + rename.newName() + "' in the Manager");
            }
            default -> notOurs(change);
        };
    }

    private static boolean changesOnlyLetterCase(Change change) {
        return switch (change) {
            case Change.RenameAccount rename ->
                rename.user().name().key().equals(rename.newName().key());
            case Change.RenameGroup rename ->
                rename.group().name().key().equals(rename.newName().key());
            default -> false;
        };
    }

    /// Some servers refuse a new name that only differs in letter case. Such an entry is renamed by way of a name
    /// that no entry has; if only that first step succeeds, the next plan sees the mark there and renames the
    /// entry again.
    private static List<Write> renames(Write write, DN between, DN newDn) {
        String mark = Objects.requireNonNull(write.mark(), "only owned entries are renamed");
        return List.of(Write.rename(write.dn(), mark, between), Write.rename(between, mark, newDn));
    }

    private static String between(Write write) {
        return "renaming-" + Integer.toHexString(Objects.hashCode(write.mark()));
    }

    private ChangeOutcome created(Change change, Write write, String mark) throws LDAPException {
        SearchResultEntry existing = connection.getEntry(write.dn().toString());
        if (existing == null) {
            return new Failed("the directory has '" + write.dn() + "' already, and the login may not read it");
        }
        if (!DirectoryLayout.values(existing, DirectoryLayout.MARK).contains(mark)) {
            return notOurs(change);
        }
        List<Write> repair = writes.repair(change, existing);
        return repair.isEmpty() ? new AlreadySo() : complete(repair);
    }

    private ChangeOutcome renamed(Change change, DN newDn, String mark) throws LDAPException {
        SearchResultEntry entry = connection.getEntry(newDn.toString(), DirectoryLayout.MARK);
        boolean ours = entry != null
                && DirectoryLayout.values(entry, DirectoryLayout.MARK).contains(mark);
        return ours ? new AlreadySo() : gone(change);
    }

    private static Failed notOurs(Change change) {
        return new Failed("the " + what(change) + " '" + change.objectName()
                + "' exists in the Manager and was not created by Rollcall");
    }

    private static Failed gone(Change change) {
        return new Failed("the " + what(change) + " '" + change.objectName() + "' does not exist in the Manager");
    }

    private static String what(Change change) {
        return change.kind().word();
    }
}
