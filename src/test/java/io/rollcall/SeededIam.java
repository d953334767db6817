package io.rollcall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// An IAM file whose people and groups change from run to run, as a seed says.
final class SeededIam {
    /// Who calls the API; never changed.
    static final String ACCESS = "AK1";

    static final String SECRET = "SK1";

    private static final List<String> POLICIES =
            List.of("MRS FullAccess", "MRS ReadOnlyAccess", "MRS CommonOperations", "Tenant Administrator");
    private static final int CHANGED_PERCENT = 25;

    private final Random random;
    private final List<User> users = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private int next;

    private record User(String id, String name, boolean enabled, String description, Set<Integer> groups) {}

    private record Group(String id, String name, String policy) {}

    SeededIam(Random random, int users, int groups) {
        this.random = random;
        for (int i = 0; i < groups; i++) {
            this.groups.add(newGroup());
        }
        for (int i = 0; i < users; i++) {
            this.users.add(newUser());
        }
    }

    private Group newGroup() {
        int number = next++;
        return new Group("g-" + number, "group%04d".formatted(number), anyOf(POLICIES));
    }

    private User newUser() {
        int number = next++;
        return new User("u-" + number, "user%04d".formatted(number), true, "d" + number, someGroups());
    }

    private Set<Integer> someGroups() {
        Set<Integer> some = new TreeSet<>();
        for (int more = random.nextInt(4); more >= 0; more--) {
            some.add(random.nextInt(groups.size()));
        }
        return some;
    }

    private <T> T anyOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /// Many people change: they come, go, are renamed, disabled, and change their groups; and so do a few groups.
    void change() {
        users.replaceAll(user -> random.nextInt(100) < CHANGED_PERCENT ? changed(user) : user);
        groups.replaceAll(group -> switch (random.nextInt(20)) {
            case 0 -> newGroup();
            case 1 -> new Group(group.id(), "group%04d".formatted(next++), group.policy());
            case 2, 3 -> new Group(group.id(), group.name(), anyOf(POLICIES));
            default -> group;
        });
    }

    private User changed(User user) {
        return switch (random.nextInt(5)) {
            case 0 -> newUser();
            case 1 ->
                new User(user.id(), "user%04d".formatted(next++), user.enabled(), user.description(), user.groups());
            case 2 -> new User(user.id(), user.name(), !user.enabled(), user.description(), user.groups());
            case 3 -> new User(user.id(), user.name(), user.enabled(), "d" + next++, user.groups());
            default -> new User(user.id(), user.name(), user.enabled(), user.description(), someGroups());
        };
    }

    /// So many names of groups, as a JSON array.
    String someGroupNames(int count) {
        return some(groups, count, Group::name);
    }

    String someUserNames(int count) {
        return some(users, count, User::name);
    }

    private <T> String some(List<T> all, int count, Function<T, String> name) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled.stream()
                .limit(count)
                .map(one -> '"' + name.apply(one) + '"')
                .collect(Collectors.joining(", ", "[", "]"));
    }

    int groupCount() {
        return groups.size();
    }

    /// Puts the file in its place in one step, with an age at which a reader takes it for complete.
    void write(Path file) throws IOException {
        Path fresh = file.resolveSibling("iam.new");
        Files.writeString(fresh, text());
        Files.setLastModifiedTime(fresh, FileTime.from(Instant.now().minusSeconds(10)));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String text() {
        StringBuilder text = new StringBuilder("""
                domain: {id: d1, name: acme}
                projects: [{id: p1, name: region-1}]
                access_keys: [{access: %s, secret: %s, user: caller}]
                users:
                  - {id: u-caller, name: caller, enabled: true}
                """.formatted(ACCESS, SECRET));
        users.forEach(user -> text.append("  - {id: %s, name: %s, enabled: %s, description: %s}\n"
                .formatted(user.id(), user.name(), user.enabled(), user.description())));
        text.append("groups:\n");
        text.append("  - {id: g-callers, name: callers, members: [caller],");
        text.append(" grants: [{policy: MRS FullAccess, on: domain}]}\n");
        for (int g = 0; g < groups.size(); g++) {
            int number = g;
            List<String> members = users.stream()
                    .filter(user -> user.groups().contains(number))
                    .map(User::name)
                    .toList();
            Group group = groups.get(g);
            text.append("  - {id: %s, name: %s, members: %s, grants: [{policy: %s, on: domain}]}\n"
                    .formatted(group.id(), group.name(), members, group.policy()));
        }
        return text.toString();
    }
}
