package io.rollcall.iam.keystone;

import static io.rollcall.iam.http.IamClient.encoded;

import io.rollcall.access.Subject;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.iam.http.IamClient;
import io.rollcall.iam.http.IamClient.Call;
import io.rollcall.iam.http.Listing;
import io.rollcall.iam.http.ReadIssues;
import io.rollcall.iam.http.Row;
import io.rollcall.sync.source.IamUser;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Reads which user a caller is, and which subjects of grants match the user.
final class CallerReader {
    private final IamClient client;
    private final String domain;

    /// @param ours whether the user belongs to the domain whose users are synchronized
    record CallingUser(IamUser user, boolean ours) {}

    /// @param domain the domain whose users are synchronized
    CallerReader(IamClient client, String domain) {
        this.client = client;
        this.domain = domain;
    }

    /// A user of any domain; empty if there is none of that id.
    Optional<CallingUser> user(IamId id) throws UnavailableException {
        return client.call(
                        Call.get(Part.IAM_USER, "/v3/users/" + encoded(id.value())),
                        Listing.one("user", AccountReader.USERS))
                .map(user -> new CallingUser(user.user(), isOurs(user.domain())));
    }

    /// The subjects of grants that match a user. Names count only in the synchronized domain: in other domains,
    /// other administrators choose them.
    ///
    /// @throws UnavailableException also when the IAM's answer is incomplete or contradictory
    Set<Subject> subjects(CallingUser caller) throws UnavailableException {
        Set<Subject> subjects = new HashSet<>();
        subjects.add(new Subject.UserWithId(caller.user().id()));
        if (caller.ours()) {
            subjects.add(new Subject.UserNamed(caller.user().name()));
        }
        ReadIssues issues = new ReadIssues();
        String path = "/v3/users/" + encoded(caller.user().id().value()) + "/groups";
        Listing.all(client, Call.get(Part.IAM_GROUP, path), AccountReader.groups(this::group), issues)
                .ifPresent(all -> all.forEach(subjects::addAll));
        issues.requireNone();
        return subjects;
    }

    private Set<Subject> group(Row item) {
        AccountReader.Group group = AccountReader.readGroup(item);
        Subject byId = new Subject.GroupWithId(group.id());
        return isOurs(item.at("domain_id").asText(""))
                ? Set.of(byId, new Subject.GroupNamed(group.name()))
                : Set.of(byId);
    }

    private boolean isOurs(String home) {
        return home.isEmpty() || home.equals(domain);
    }
}
