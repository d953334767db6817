package io.rollcall.manager.kerberos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.AsyncRequestID;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.Checkpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// How fast principals are made, each way once per round, as rates and as ratios inside one round: over
/// `kadmin` on files and on a directory, against `kadmin` fed from a file, and against a principal that is part
/// of the person's own LDAP add. Started by `benchmarks/realm`.
final class RealmBenchmark {
    private static final String PEOPLE = "ou=Peoples," + Slapd.BASE;
    private static final int IN_FLIGHT = 64;

    private final Kdc files;
    private final Kdc directory;
    private final Slapd slapd;
    private final LDAPConnection ldap;
    private final int size;
    private int numbers = 20_000;

    private RealmBenchmark(Kdc files, Kdc directory, Slapd slapd, LDAPConnection ldap, int size) {
        this.files = files;
        this.directory = directory;
        this.slapd = slapd;
        this.ldap = ldap;
        this.size = size;
    }

    private interface Way {
        void make(List<UserName> names) throws Exception;
    }

    /// @param args principals per way and round, and rounds
    public static void main(String[] args) throws Exception {
        int size = Integer.parseInt(args[0]);
        int rounds = Integer.parseInt(args[1]);
        try (Kdc files = Kdc.start();
                Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
                Kdc directory = Kdc.startOn(slapd);
                LDAPConnection ldap = slapd.admin();
                KerberosRealm onFiles = new KerberosRealm(files.settings());
                KerberosRealm onDirectory = new KerberosRealm(directory.settings())) {
            ldap.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: Peoples");
            RealmBenchmark benchmark = new RealmBenchmark(files, directory, slapd, ldap, size);
            benchmark.run(rounds, onFiles, onDirectory);
        }
    }

    private void run(int rounds, KerberosRealm onFiles, KerberosRealm onDirectory) throws Exception {
        List<Attribute> principal = keylessPrincipal(onDirectory);
        proveThatItWorks(principal, onDirectory);
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("files: kadmin fed from a file", this::feedFromFile);
        ways.put("files: KerberosRealm", names -> create(onFiles, names));
        for (String durability : List.of("nosync", "sync")) {
            ways.put(durability + ": the person alone", names -> addPeople(names, List.of()));
            ways.put(durability + ": person with principal in one add", names -> addPeople(names, principal));
            ways.put(durability + ": KerberosRealm on the directory", names -> create(onDirectory, names));
        }
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, Way> way : ways.entrySet()) {
                durable(way.getKey().startsWith("sync"));
                int prefix = numbers;
                List<UserName> names = IntStream.range(0, size)
                        .mapToObj(i -> new UserName("p" + prefix + "-" + i))
                        .toList();
                long begun = System.nanoTime();
                way.getValue().make(names);
                double rate = size * 1e9 / (System.nanoTime() - begun);
                numbers += size;
                // The first round warms up.
                if (round > 0) {
                    rates.computeIfAbsent(way.getKey(), key -> new ArrayList<>())
                            .add(rate);
                }
            }
        }
        report(rates);
    }

    private static void report(Map<String, List<Double>> rates) {
        System.out.printf("%-44s %9s %19s   ratio to the first of its kind%n", "way", "per s", "min..max");
        rates.forEach((way, all) -> {
            String kind = way.substring(0, way.indexOf(':'));
            List<Double> first = rates.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(kind + ":"))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow();
            List<Double> ratios = IntStream.range(0, all.size())
                    .mapToObj(i -> all.get(i) / first.get(i))
                    .toList();
            System.out.printf(
                    "%-44s %9.0f %9.0f..%-9.0f  %.2f%n",
                    way,
                    median(all),
                    all.stream().mapToDouble(x -> x).min().orElse(0),
                    all.stream().mapToDouble(x -> x).max().orElse(0),
                    median(ratios));
        });
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private void feedFromFile(List<UserName> names) throws Exception {
        RealmSettings settings = files.settings();
        Kadmin kadmin = new Kadmin(settings);
        StringBuilder lines = new StringBuilder();
        names.forEach(name -> lines.append(kadmin.add(name)).append('\n'));
        ProcessBuilder builder = new ProcessBuilder(
                        settings.kadmin().toString(),
                        "-p",
                        settings.administrator(),
                        "-k",
                        "-t",
                        settings.keytab().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("KRB5_CONFIG", settings.krb5Config().toString());
        builder.environment().put("SS_READLINE_PATH", "none");
        Process process = builder.start();
        process.getOutputStream().write(lines.toString().getBytes(UTF_8));
        process.getOutputStream().close();
        process.waitFor();
    }

    private static void create(KerberosRealm realm, List<UserName> names) throws Exception {
        if (!realm.create(names, Checkpoint.OPEN).stream().allMatch(Applied.class::isInstance)) {
            throw new IllegalStateException("not all principals were made");
        }
    }

    private void addPeople(List<UserName> names, List<Attribute> principal) throws Exception {
        Semaphore window = new Semaphore(IN_FLIGHT);
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < names.size(); i++) {
            window.acquire();
            AsyncRequestID ignored =
                    ldap.asyncAdd(new AddRequest(person(names.get(i), numbers + i, principal)), (id, result) -> {
                        if (!result.getResultCode().equals(ResultCode.SUCCESS)) {
                            failed.incrementAndGet();
                        }
                        window.release();
                    });
        }
        window.acquire(IN_FLIGHT);
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " people could not be added");
        }
    }

    private static Entry person(UserName name, int number, List<Attribute> principal) {
        Entry entry = new Entry("uid=" + name + "," + PEOPLE);
        entry.addAttribute("objectClass", "top", "inetOrgPerson", "posixAccount");
        entry.addAttribute("uid", name.value());
        entry.addAttribute("cn", name.value());
        entry.addAttribute("sn", name.value());
        entry.addAttribute("uidNumber", Integer.toString(number));
        entry.addAttribute("gidNumber", "20000");
        entry.addAttribute("homeDirectory", "/home/" + name);
        entry.addAttribute("loginShell", "/bin/bash");
        entry.addAttribute("description", "0123456789abcdef0123456789abcdef");
        if (!principal.isEmpty()) {
            principal.forEach(entry::addAttribute);
            entry.addAttribute("krbPrincipalName", name + "@" + Kdc.REALM);
        }
        return entry;
    }

    /// What the realm itself writes for a principal without a key, its name aside.
    private List<Attribute> keylessPrincipal(KerberosRealm realm) throws Exception {
        UserName model = new UserName("model");
        create(realm, List.of(model));
        Entry entry = Objects.requireNonNull(
                ldap.searchForEntry(Slapd.BASE, SearchScope.SUB, "(krbPrincipalName=model@" + Kdc.REALM + ")"));
        List<Attribute> attributes = new ArrayList<>();
        attributes.add(new Attribute("objectClass", "krbPrincipalAux", "krbTicketPolicyAux"));
        for (Attribute attribute : entry.getAttributes()) {
            String name = attribute.getName();
            if (name.startsWith("krb") && !name.equals("krbPrincipalName")) {
                attributes.add(attribute);
            }
        }
        return attributes;
    }

    /// A principal that no `kadmin` ever saw must behave as one of ours.
    private void proveThatItWorks(List<Attribute> principal, KerberosRealm realm) throws Exception {
        UserName name = new UserName("proof");
        addPeople(List.of(name), principal);
        numbers++;
        System.out.println("made by an LDAP add: " + realm.standing(List.of(name), Progress.NONE) + ", kinit "
                + directory.kinit("proof", "Proof-1-password") + "; password set: "
                + realm.setPassword(name, Secret.of("Proof-1-password"), false) + ", kinit "
                + directory.kinit("proof", "Proof-1-password") + "; made again: "
                + realm.create(List.of(name), Checkpoint.OPEN)
                + "; deleted by kadmin: " + realm.delete(List.of(name), Checkpoint.OPEN) + ", entry left without it: "
                + !Objects.requireNonNull(ldap.getEntry("uid=proof," + PEOPLE)).hasAttribute("krbPrincipalName"));
    }

    private void durable(boolean sync) throws LDAPException {
        try (LDAPConnection config = slapd.config()) {
            config.modify(
                    "olcDatabase={1}mdb,cn=config",
                    new Modification(ModificationType.REPLACE, "olcDbNoSync", sync ? "FALSE" : "TRUE"));
        }
    }
}
