package io.rollcall.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPRequest;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Keycloak, whose users, groups and memberships are made over its administration API, and which writes them to the
/// directory: four callers, one of them for each group. It writes no POSIX attributes and no marks, in its favour.
/// Roles of the Manager are left out.
final class Keycloak implements Peer {
    private static final int CALLERS = 4;
    private static final Shape LARGEST = Shape.SMALL;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final Path home = Path.of(System.getProperty("benchmarks.keycloak", ""));
    private final Map<Directory, String> realms = new HashMap<>();
    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private KeycloakServer server;

    Keycloak(Path folder) {
        this.folder = folder;
    }

    private interface Task {
        void run() throws Exception;
    }

    @Override
    public String name() {
        return "keycloak";
    }

    @Override
    public Optional<String> absent(World world, String test) {
        if (!Files.isDirectory(home)) {
            return Optional.of("its distribution could not be fetched");
        }
        if (world.shape.compareTo(LARGEST) > 0) {
            return Optional.of(
                    "it writes some hundred memberships a second, which is too slow for the shape " + world.shape);
        }
        return test.startsWith("first-fill") || test.startsWith("unchanged")
                ? Optional.empty()
                : Optional.of("it changes groups alone that it has made itself, and this directory is a copy");
    }

    @Override
    public Cost write(Directory directory, Changes changes) throws Exception {
        String realm = realm(directory);
        long cpu = server.proc().cpuMillis();
        long begun = System.nanoTime();
        for (List<LDAPRequest> stage : changes.stages()) {
            inParallel(stage.stream()
                    .map(request -> (Task) () -> carryOut(realm, request))
                    .toList());
        }
        return new Cost(
                (System.nanoTime() - begun) / 1e6,
                server.proc().cpuMillis() - cpu,
                server.proc().peakMebibytes());
    }

    @Override
    public Cost verify(Directory directory, Dump wanted) throws Exception {
        String realm = realm(directory);
        List<Task> looks = wanted.entries().keySet().stream()
                .filter(dn -> dn.startsWith("uid=user"))
                .map(dn -> (Task) () -> idOfUser(realm, dn))
                .toList();
        ids.clear();
        long cpu = server.proc().cpuMillis();
        long begun = System.nanoTime();
        inParallel(looks);
        return new Cost(
                (System.nanoTime() - begun) / 1e6,
                server.proc().cpuMillis() - cpu,
                server.proc().peakMebibytes());
    }

    private static void inParallel(List<Task> tasks) throws IOException {
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Object>> running = tasks.stream()
                    .map(task -> callers.submit(() -> {
                        task.run();
                        return (Object) task;
                    }))
                    .toList();
            for (Future<Object> one : running) {
                one.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void carryOut(String realm, LDAPRequest request) throws Exception {
        switch (request) {
            case AddRequest add
            when add.getDN().startsWith("uid=") -> {
                ObjectNode user = JSON.createObjectNode()
                        .put("username", nameOf(add.getDN()))
                        .put("enabled", true)
                        .put("firstName", nameOf(add.getDN()))
                        .put("lastName", nameOf(add.getDN()));
                ids.put(realm + add.getDN(), server.create("/" + realm + "/users", user));
            }
            case AddRequest add -> {
                ObjectNode group = JSON.createObjectNode().put("name", nameOf(add.getDN()));
                String id = server.create("/" + realm + "/groups", group);
                ids.put(realm + add.getDN(), id);
                for (Attribute attribute : add.getAttributes()) {
                    if (attribute.getName().equals("member")) {
                        members(realm, id, "PUT", attribute.getValues());
                    }
                }
            }
            case ModifyRequest modify
            when modify.getDN().contains(",ou=Groups,") -> {
                for (Modification one : modify.getModifications()) {
                    boolean adds = one.getModificationType().equals(ModificationType.ADD);
                    members(realm, idOfGroup(realm, modify.getDN()), adds ? "PUT" : "DELETE", one.getValues());
                }
            }
            case ModifyRequest modify
            when modify.getDN().startsWith("uid=") ->
                server.call(
                        "PUT",
                        "/" + realm + "/users/" + idOfUser(realm, modify.getDN()),
                        JSON.createObjectNode().put("lastName", "changed"));
            case DeleteRequest delete
            when delete.getDN().startsWith("uid=") ->
                server.call("DELETE", "/" + realm + "/users/" + idOfUser(realm, delete.getDN()), null);
            default -> {}
        }
    }

    private void members(String realm, String group, String method, String[] users) throws Exception {
        for (String dn : users) {
            server.call(method, "/" + realm + "/users/" + idOfUser(realm, dn) + "/groups/" + group, null);
        }
    }

    private static String nameOf(String dn) {
        return dn.substring(dn.indexOf('=') + 1, dn.indexOf(','));
    }

    private String idOfUser(String realm, String dn) throws IOException, InterruptedException {
        return id(realm, dn, "/users?exact=true&username=");
    }

    private String idOfGroup(String realm, String dn) throws IOException, InterruptedException {
        return id(realm, dn, "/groups?exact=true&search=");
    }

    /// @param search what the name follows
    private String id(String realm, String dn, String search) throws IOException, InterruptedException {
        String known = ids.get(realm + dn);
        if (known == null) {
            known = server.get("/" + realm + search + nameOf(dn)).at("/0/id").asText();
            if (known.isEmpty()) {
                throw new IOException("it does not find " + dn);
            }
            ids.put(realm + dn, known);
        }
        return known;
    }

    /// A realm that keeps its users and groups in the directory.
    private String realm(Directory directory) throws Exception {
        if (server == null) {
            server = KeycloakServer.start(home, folder);
        }
        String realm = realms.get(directory);
        if (realm == null) {
            realm = directory.name();
            server.create("", JSON.createObjectNode().put("realm", realm).put("enabled", true));
            String parent = server.get("/" + realm).path("id").asText();
            ObjectNode federation = component("ldap", "org.keycloak.storage.UserStorageProvider", parent, """
                    {"enabled": ["true"], "editMode": ["WRITABLE"], "syncRegistrations": ["true"],
                     "importEnabled": ["true"], "vendor": ["other"], "usernameLDAPAttribute": ["uid"],
                     "rdnLDAPAttribute": ["uid"], "uuidLDAPAttribute": ["entryUUID"], "authType": ["simple"],
                     "userObjectClasses": ["inetOrgPerson, organizationalPerson"], "searchScope": ["1"],
                     "connectionPooling": ["true"], "pagination": ["true"], "fullSyncPeriod": ["-1"],
                     "changedSyncPeriod": ["-1"], "connectionUrl": ["ldap://127.0.0.1:%d"],
                     "usersDn": ["ou=Peoples,%s"], "bindDn": ["%s"], "bindCredential": ["%s"]}
                    """.formatted(
                            directory.slapd().port(), directory.base(), directory.account(), Slapd.PASSWORD));
            String storage = server.create("/" + realm + "/components", federation);
            server.create(
                    "/" + realm + "/components",
                    component(
                            "group-ldap-mapper",
                            "org.keycloak.storage.ldap.mappers.LDAPStorageMapper",
                            storage,
                            """
                    {"groups.dn": ["ou=Groups,%s"], "group.name.ldap.attribute": ["cn"],
                     "group.object.classes": ["groupOfMembers"], "preserve.group.inheritance": ["false"],
                     "membership.ldap.attribute": ["member"], "membership.attribute.type": ["DN"],
                     "membership.user.ldap.attribute": ["uid"], "mode": ["LDAP_ONLY"], "groups.path": ["/"],
                     "user.roles.retrieve.strategy": ["LOAD_GROUPS_BY_MEMBER_ATTRIBUTE"],
                     "drop.non.existing.groups.during.sync": ["false"]}
                    """.formatted(directory.base())));
            realms.put(directory, realm);
        }
        return realm;
    }

    private static ObjectNode component(String provider, String type, String parent, String configuration)
            throws IOException {
        ObjectNode component = JSON.createObjectNode()
                .put("name", provider)
                .put("providerId", provider)
                .put("providerType", type)
                .put("parentId", parent);
        component.set("config", JSON.readTree(configuration));
        return component;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
