package io.rollcall.benchmarks.connid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.tirasa.connid.bundles.ldap.LdapConfiguration;
import net.tirasa.connid.bundles.ldap.LdapConnector;
import org.identityconnectors.common.security.GuardedString;
import org.identityconnectors.framework.api.APIConfiguration;
import org.identityconnectors.framework.api.ConnectorFacade;
import org.identityconnectors.framework.api.ConnectorFacadeFactory;
import org.identityconnectors.framework.common.objects.Attribute;
import org.identityconnectors.framework.common.objects.AttributeBuilder;
import org.identityconnectors.framework.common.objects.ConnectorObject;
import org.identityconnectors.framework.common.objects.Name;
import org.identityconnectors.framework.common.objects.ObjectClass;
import org.identityconnectors.framework.common.objects.OperationOptions;
import org.identityconnectors.framework.common.objects.OperationOptionsBuilder;
import org.identityconnectors.framework.common.objects.Uid;
import org.identityconnectors.test.common.TestHelpers;

/// ConnId's LDAP connector, which Apache Syncope and midPoint's ancestors write with: four threads, names as uids, so
/// that it looks nothing up before an update. The roles of the Manager are left out, in its favour.
public final class Connid {
    private static final int THREADS = 4;

    private final ConnectorFacade facade;

    private Connid(ConnectorFacade facade) {
        this.facade = facade;
    }

    /// @param arguments port, bind DN, password, `write` or `verify`, base DN, job
    public static void main(String[] arguments) throws Exception {
        LdapConfiguration configuration = new LdapConfiguration();
        configuration.setHost("127.0.0.1");
        configuration.setPort(Integer.parseInt(arguments[0]));
        configuration.setPrincipal(arguments[1]);
        configuration.setCredentials(new GuardedString(arguments[2].toCharArray()));
        configuration.setBaseContexts(arguments[4]);
        configuration.setAccountObjectClasses("top", "inetOrgPerson", "posixAccount", "labeledURIObject");
        configuration.setAccountUserNameAttributes("uid");
        configuration.setGroupObjectClasses("top", "groupOfMembers", "posixGroup", "labeledURIObject");
        configuration.setGroupNameAttributes("cn");
        configuration.setGroupMemberAttribute("member");
        configuration.setUidAttribute("uid");
        configuration.setGidAttribute("cn");
        APIConfiguration api = TestHelpers.createTestConfiguration(LdapConnector.class, configuration);
        api.getResultsHandlerConfiguration().setEnableNormalizingResultsHandler(false);
        api.getResultsHandlerConfiguration().setEnableFilteredResultsHandler(false);
        Connid connid = new Connid(ConnectorFacadeFactory.getInstance().newInstance(api));
        connid.facade.schema();
        List<JsonNode> job = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[5]))) {
            JsonNode one = new JsonMapper().readTree(line);
            if (!one.path("dn").asText().contains(",ou=Roles,")) {
                job.add(one);
            }
        }
        System.out.println((arguments[3].equals("write") ? connid.write(job) : connid.verify(job)) / 1e6);
        System.exit(0);
    }

    private long write(List<JsonNode> job) throws Exception {
        long begun = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            int from = 0;
            while (from < job.size()) {
                int to = from;
                while (to < job.size() && stage(job.get(to)).equals(stage(job.get(from)))) {
                    to++;
                }
                List<Future<?>> running = new ArrayList<>();
                job.subList(from, to).forEach(change -> running.add(threads.submit(() -> carryOut(change))));
                for (Future<?> one : running) {
                    one.get();
                }
                from = to;
            }
        }
        return System.nanoTime() - begun;
    }

    /// Users and groups are not in flight together.
    private static String stage(JsonNode change) {
        return change.path("op").asText() + classOf(change).getObjectClassValue();
    }

    private static ObjectClass classOf(JsonNode entry) {
        return entry.path("dn").asText().startsWith("uid=") ? ObjectClass.ACCOUNT : ObjectClass.GROUP;
    }

    private static Uid uid(JsonNode entry) {
        String dn = entry.path("dn").asText();
        return new Uid(dn.substring(dn.indexOf('=') + 1, dn.indexOf(',')));
    }

    private void carryOut(JsonNode change) {
        switch (change.path("op").asText()) {
            case "add" -> {
                Set<Attribute> attributes = new HashSet<>();
                attributes.add(new Name(change.path("dn").asText()));
                change.path("attributes").properties().forEach(attribute -> {
                    if (!attribute.getKey().equalsIgnoreCase("objectClass")) {
                        attributes.add(AttributeBuilder.build(attribute.getKey(), values(attribute.getValue())));
                    }
                });
                facade.create(classOf(change), attributes, null);
            }
            case "modify" ->
                change.path("changes").forEach(one -> {
                    Set<Attribute> attribute =
                            Set.of(AttributeBuilder.build(one.path(1).asText(), values(one.path(2))));
                    switch (one.path(0).asText()) {
                        case "add" -> facade.addAttributeValues(classOf(change), uid(change), attribute, null);
                        case "delete" -> facade.removeAttributeValues(classOf(change), uid(change), attribute, null);
                        default -> facade.update(classOf(change), uid(change), attribute, null);
                    }
                });
            default -> facade.delete(classOf(change), uid(change), null);
        }
    }

    private static List<Object> values(JsonNode all) {
        List<Object> values = new ArrayList<>();
        all.forEach(value -> values.add(value.asText()));
        return values;
    }

    /// With the connector's search for all objects of a class.
    private long verify(List<JsonNode> job) {
        Map<String, Map<String, Set<Object>>> wanted = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (JsonNode entry : job) {
            Map<String, Set<Object>> attributes = new HashMap<>();
            entry.path("attributes").properties().forEach(attribute -> {
                if (!attribute.getKey().equalsIgnoreCase("objectClass")) {
                    attributes.put(attribute.getKey(), new HashSet<>(values(attribute.getValue())));
                    names.add(attribute.getKey());
                }
            });
            wanted.put(entry.path("dn").asText(), attributes);
        }
        OperationOptions options =
                new OperationOptionsBuilder().setAttributesToGet(names).build();
        int[] same = new int[1];
        long begun = System.nanoTime();
        for (ObjectClass kind : List.of(ObjectClass.ACCOUNT, ObjectClass.GROUP)) {
            facade.search(
                    kind,
                    null,
                    object -> {
                        same[0] +=
                                isAsWanted(object, wanted.get(object.getName().getNameValue())) ? 1 : 0;
                        return true;
                    },
                    options);
        }
        long took = System.nanoTime() - begun;
        // What Rollcall did not write has other classes than its own.
        if (same[0] < wanted.size() * 9 / 10) {
            throw new IllegalStateException(same[0] + " objects are as wanted of " + wanted.size());
        }
        return took;
    }

    private static boolean isAsWanted(ConnectorObject object, Map<String, Set<Object>> wanted) {
        if (wanted == null) {
            return false;
        }
        for (Map.Entry<String, Set<Object>> one : wanted.entrySet()) {
            Attribute attribute = object.getAttributeByName(one.getKey());
            if (attribute == null
                    || !one.getValue().containsAll(attribute.getValue())
                    || attribute.getValue().size() != one.getValue().size()) {
                return false;
            }
        }
        return true;
    }
}
