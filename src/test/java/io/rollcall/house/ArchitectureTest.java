package io.rollcall.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.rollcall.api.SampleRunner;
import io.rollcall.server.Server;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Holds the arrows of ARCHITECTURE.md, which packages are inner ones, and how large a package may become.
@AnalyzeClasses(packages = "io.rollcall", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.rollcall";

    /// Which package may know which others. All may know `cluster`, and that one knows none.
    private static final Map<String, Set<String>> ARROWS = arrows("""
            background         ->
            document           ->
            tls                ->
            signature          ->
            wire               ->
            policy             ->
            access             -> policy
            sync.target        ->
            sync.provisioning  -> sync.target
            sync.source        -> policy
            sync.rules         -> policy
            sync.scope         -> sync.source sync.target
            sync.ownership     -> sync.provisioning sync.rules sync.target
            sync.plan          -> sync.ownership sync.provisioning sync.scope sync.target
            sync.planner       -> policy sync.ownership sync.plan sync.provisioning sync.rules sync.scope sync.source
                                  sync.target
            sync.password      -> policy sync.provisioning sync.rules sync.target
            sync               -> sync.ownership sync.plan sync.planner sync.provisioning sync.rules sync.scope
                                  sync.source sync.target
            database           ->
            backup             -> database
            operation.model    -> sync.explanation sync.plan sync.provisioning sync.target
            operation.stored   -> operation.model sync.provisioning sync.scope sync.source sync.target
            operation.lease    -> database operation.model operation.stored sync.scope
            operation.audit    -> background database operation.lease operation.model operation.stored sync.target
            operation.store    -> database operation.audit operation.lease operation.model operation.stored sync
                                  sync.explanation sync.ownership sync.plan sync.provisioning sync.scope sync.source
                                  sync.target
            operation.run      -> background database operation.lease operation.model operation.served operation.store
                                  operation.stored sync sync.plan sync.provisioning sync.scope sync.source sync.target
                                  tracing
            operation.upkeep   -> background database operation.audit operation.model operation.run operation.served
                                  operation.store sync sync.plan
            operation          -> background database operation.audit operation.lease operation.model operation.run
                                  operation.served operation.store operation.upkeep policy sync sync.explanation
                                  sync.password sync.scope sync.source sync.target tracing
            iam                -> document policy
            iam.file           -> access document iam policy sync.source
            iam.http           -> background document sync.source tracing
            iam.keystone       -> access background document iam iam.http policy signature sync.source
            manager.layout     -> sync.provisioning sync.target
            manager.connection -> background manager.layout
            manager.read       -> manager.connection manager.layout sync.provisioning sync.target
            manager.write      -> manager.connection manager.layout manager.read sync.password sync.provisioning
                                  sync.target
            manager            -> manager.connection manager.layout manager.read manager.write sync.password
                                  sync.provisioning sync.target
            manager.embedded   -> manager.connection manager.write
            manager.process    ->
            manager.kerberos   -> background manager.connection manager.process sync.password sync.provisioning
                                  sync.target
            ops                -> background
            api.error          -> operation.model
            api.answer         -> api.error operation.audit operation.model ops policy sync.explanation sync.target wire
            api.http           -> api.answer api.error background signature tls
            api.request        -> api.error operation.model policy sync.scope sync.source sync.target wire
            api.caller         -> access api.error api.http api.request background operation.model policy signature
            api                -> access api.answer api.caller api.error api.http api.request console document operation
                                  operation.audit operation.model operation.served ops policy signature sync.password
                                  sync.target tracing wire
            definition         -> database operation.audit operation.model
            cli.shell          -> wire
            cli.client         -> background cli.shell document signature tls wire
            cli.view           -> cli.client cli.shell wire
            cli.setup          -> cli.client cli.shell cli.view document tls wire
            cli                -> cli.client cli.setup cli.shell cli.view document tls wire
            config             -> access database document iam.keystone manager.connection manager.kerberos manager.layout
                                  manager.process monitoring operation operation.model policy signature sync.rules tls
                                  tracing
            logging            -> config
            server             -> access api api.answer api.http background config database definition document iam.file
                                  iam.keystone logging manager manager.connection manager.embedded manager.examination
                                  manager.kerberos manager.layout manager.process monitoring operation operation.model
                                  operation.served ops policy sync sync.password sync.provisioning sync.rules sync.source
                                  systemd tls tracing tracing.otel wire
            demo.script        -> cli cli.shell
            demo               -> access api cli.client cli.shell config demo.script document logging manager.connection
                                  operation policy server signature sync.rules tls wire
            state              -> backup config database document logging operation.audit server
            (root)             -> cli cli.shell demo document ops server state
            systemd            -> background
            monitoring         -> background operation.model ops sync.provisioning sync.source sync.target tls tracing
            sync.explanation   -> policy sync.ownership sync.rules sync.scope sync.source sync.target
            manager.examination -> manager.connection manager.layout sync.provisioning sync.rules sync.target
            operation.served   -> operation.model sync sync.password
            tracing.otel       -> ops tracing
            """);

    /// Packages whose types are public to Java and meant for their neighbours alone: only what is below the second
    /// name may know the first.
    private static final Map<String, String> INNER = Map.ofEntries(
            Map.entry("sync.planner", "sync"),
            Map.entry("operation.stored", "operation"),
            Map.entry("operation.lease", "operation"),
            Map.entry("operation.store", "operation"),
            Map.entry("operation.run", "operation"),
            Map.entry("operation.upkeep", "operation"),
            Map.entry("iam.http", "iam"),
            Map.entry("manager.read", "manager"),
            Map.entry("manager.write", "manager"),
            Map.entry("api.error", "api"),
            Map.entry("api.request", "api"),
            Map.entry("api.caller", "api"),
            Map.entry("cli.view", "cli"),
            Map.entry("cli.setup", "cli"),
            Map.entry("demo.script", "demo"));

    private static final int MOST_FILES = 25;
    private static final int MEDIAN_FILES = 7;

    @ArchTest
    static void everyArrowIsInTheTableAndEveryOneOfTheTableIsUsed(JavaClasses classes) {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JavaClass from : classes) {
            Set<String> known = found.computeIfAbsent(part(from), name -> new TreeSet<>());
            from.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(to -> to.getPackageName().startsWith(ROOT))
                    .map(ArchitectureTest::part)
                    .filter(to -> !to.equals(part(from)) && !to.equals("cluster"))
                    .forEach(known::add);
        }
        assertThat(found.remove("cluster")).isEmpty();
        assertThat(less(found, ARROWS)).as("arrows that the table lacks").isEmpty();
        assertThat(less(ARROWS, found)).as("arrows that nothing uses").isEmpty();
    }

    @ArchTest
    static final ArchRule noCircles =
            slices().matching("io.rollcall.(**)").should().beFreeOfCycles();

    @ArchTest
    static void innerPackagesAreForTheirNeighboursAlone(JavaClasses classes) {
        INNER.forEach((inner, owner) -> noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "." + owner + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "." + inner + "..")
                .check(classes));
    }

    @ArchTest
    static void noPackageIsAHall(JavaClasses classes) {
        Map<String, Integer> files = new HashMap<>();
        classes.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .forEach(type -> files.merge(part(type), 1, Integer::sum));
        List<Integer> sizes = files.values().stream().sorted().toList();
        assertThat(sizes).last().satisfies(most -> assertThat(most).isLessThanOrEqualTo(MOST_FILES));
        assertThat(sizes.get(sizes.size() / 2)).isLessThanOrEqualTo(MEDIAN_FILES);
    }

    @ArchTest
    static final ArchRule theHeartIsPure = noClasses()
            .that()
            .resideInAnyPackage("io.rollcall.sync..", "io.rollcall.policy..", "io.rollcall.access..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.net..",
                    "java.nio..",
                    "java.sql..",
                    "java.util.concurrent..",
                    "org.slf4j..",
                    "com..",
                    "io.helidon..",
                    "io.opentelemetry..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, java.time.Clock.class, java.time.InstantSource.class);

    /// The planner's parts are asked through the planner.
    @ArchTest
    static final ArchRule thePlannerHasOneDoor = classes()
            .that()
            .resideInAPackage("io.rollcall.sync.planner")
            .and()
            .areTopLevelClasses()
            .and(DescribedPredicate.describe(
                    "are public", type -> type.getModifiers().contains(JavaModifier.PUBLIC)))
            .should()
            .haveNameMatching(".*\\.(Planner|PlanInput)");

    /// Traces are off by default, and then nothing of OpenTelemetry may be loaded.
    @ArchTest
    static final ArchRule onePackageKnowsOpenTelemetry = noClasses()
            .that()
            .resideOutsideOfPackage("io.rollcall.tracing.otel")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    /// No other process than the demo runs what a page sends.
    @ArchTest
    static final ArchRule onlyTheDemoRunsSampleCode =
            classes().that().implement(SampleRunner.class).should().resideInAPackage("io.rollcall.demo");

    @ArchTest
    static final ArchRule nothingOutsideTheDemoOffersToRunSampleCode = noClasses()
            .that()
            .resideOutsideOfPackage("io.rollcall.demo..")
            .should()
            .callMethod(Server.class, "offer", SampleRunner.class);

    @ArchTest
    static final ArchRule namesSayWhatSomethingIs =
            classes().should().haveNameNotMatching(".*(Service|Helper|Utils?|Impl)$");

    /// Messages are made of words: [io.rollcall.cluster.Trouble] says what an exception means.
    @ArchTest
    static final ArchRule noMessageNamesAClass = noClasses()
            .should()
            .callMethod(Class.class, "getSimpleName")
            .orShould()
            .callMethod(Class.class, "getName");

    private static String part(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "(root)" : name.substring(ROOT.length() + 1);
    }

    private static List<String> less(Map<String, Set<String>> arrows, Map<String, Set<String>> others) {
        return arrows.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .filter(to ->
                                !others.getOrDefault(entry.getKey(), Set.of()).contains(to))
                        .map(to -> entry.getKey() + " -> " + to))
                .toList();
    }

    /// Reads `name -> name name`; a line without an arrow belongs to the one before it.
    private static Map<String, Set<String>> arrows(String table) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        Set<String> known = new TreeSet<>();
        for (String line : table.lines().toList()) {
            String names = line;
            if (line.contains("->")) {
                known = new TreeSet<>();
                arrows.put(line.substring(0, line.indexOf("->")).strip(), known);
                names = line.substring(line.indexOf("->") + 2);
            }
            Arrays.stream(names.strip().split(" +"))
                    .filter(name -> !name.isEmpty())
                    .forEach(known::add);
        }
        return arrows;
    }
}
