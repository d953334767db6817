package io.rollcall.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// The users and groups of an IAM, the same in every run, and the ways in which they change.
final class Account {
    private static final long SEED = 20_261_127;

    final Map<String, User> users = new LinkedHashMap<>();
    final List<Group> groups = new ArrayList<>();
    private final Random random = new Random(SEED);
    private int next;

    /// A user, known by the name.
    record User(String id, String name, String description) {}

    /// A group and the names of its members.
    record Group(String id, String name, Set<String> members) {}

    Account(Shape shape) {
        for (int i = 0; i < shape.users; i++) {
            hire();
        }
        int[] sizes = shape.groupSizes();
        List<String> names = new ArrayList<>(users.keySet());
        Collections.shuffle(names, random);
        for (int i = 0; i < sizes.length; i++) {
            groups.add(new Group("g-%05d".formatted(i), "group%05d".formatted(i), new LinkedHashSet<>()));
        }
        groups.getFirst().members().addAll(names.subList(0, sizes[0]));
        // Each user is in a group, or would not be synchronized.
        int group = 1;
        for (String name : names.subList(sizes[0], names.size())) {
            while (groups.get(group).members().size() >= sizes[group]) {
                group = group % (sizes.length - 1) + 1;
            }
            groups.get(group).members().add(name);
            group = group % (sizes.length - 1) + 1;
        }
        for (int i = 1; i < sizes.length; i++) {
            Set<String> members = groups.get(i).members();
            while (members.size() < sizes[i]) {
                members.add(names.get(random.nextInt(names.size())));
            }
        }
    }

    Group largest() {
        return groups.getFirst();
    }

    private User hire() {
        int number = next++;
        User user = new User("u-%05d".formatted(number), "user%05d".formatted(number), "Person number " + number);
        users.put(user.name(), user);
        return user;
    }

    /// One more member for the largest group.
    ///
    /// @return the name
    String join() {
        for (String name : users.keySet()) {
            if (largest().members().add(name)) {
                return name;
            }
        }
        throw new IllegalStateException("everybody is a member already");
    }

    /// A new user in three groups: one of the larger ones, a middling and a small one.
    ///
    /// @return the name
    String arrive() {
        String name = hire().name();
        for (int group : new int[] {groups.size() / 10, groups.size() / 2, groups.size() - 1}) {
            groups.get(group).members().add(name);
        }
        return name;
    }

    /// Some users change: half of them their description, a quarter one of their groups, and a quarter leaves
    /// for a successor in the same groups.
    void change(double part) {
        Map<String, List<Group>> groupsOf = groupsOfUsers();
        int kind = 0;
        for (String name : some(part)) {
            List<Group> own = groupsOf.getOrDefault(name, List.of());
            switch (kind++ % 4) {
                case 0, 1 -> describe(name);
                case 2 -> move(name, own);
                default -> {
                    users.remove(name);
                    String successor = hire().name();
                    own.forEach(group -> {
                        group.members().remove(name);
                        group.members().add(successor);
                    });
                }
            }
        }
    }

    private void describe(String name) {
        User user = users.get(name);
        users.put(name, new User(user.id(), name, "Described anew, " + next++));
    }

    /// Into a group of another rank, so that the largest one stays as it is.
    private void move(String name, List<Group> own) {
        for (Group group : own) {
            if (own.size() > 1 && group != largest()) {
                group.members().remove(name);
                break;
            }
        }
        Group other;
        do {
            other = groups.get(1 + random.nextInt(groups.size() - 1));
        } while (!other.members().add(name));
    }

    /// Some users leave, from everywhere.
    void remove(double part) {
        Map<String, List<Group>> groupsOf = groupsOfUsers();
        for (String name : some(part)) {
            users.remove(name);
            groupsOf.getOrDefault(name, List.of())
                    .forEach(group -> group.members().remove(name));
        }
    }

    /// A copy of what there is.
    record Saved(Map<String, User> users, List<Set<String>> members) {}

    Saved save() {
        return new Saved(
                new LinkedHashMap<>(users),
                groups.stream()
                        .map(group -> (Set<String>) new LinkedHashSet<>(group.members()))
                        .toList());
    }

    void restore(Saved saved) {
        users.clear();
        users.putAll(saved.users());
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).members().clear();
            groups.get(i).members().addAll(saved.members().get(i));
        }
    }

    private List<String> some(double part) {
        List<String> names = new ArrayList<>(users.keySet());
        Collections.shuffle(names, random);
        return names.subList(0, Math.max(4, (int) (names.size() * part)));
    }

    private Map<String, List<Group>> groupsOfUsers() {
        Map<String, List<Group>> all = new LinkedHashMap<>();
        for (Group group : groups) {
            group.members()
                    .forEach(name ->
                            all.computeIfAbsent(name, _ -> new ArrayList<>()).add(group));
        }
        return all;
    }
}
