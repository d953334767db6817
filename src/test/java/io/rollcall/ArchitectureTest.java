package io.rollcall;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/// Holds the arrows of ARCHITECTURE.md.
@AnalyzeClasses(packages = "io.rollcall", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule valuesKnowNothingElse = only("cluster");

    @ArchTest
    static final ArchRule theHeartKnowsOnlyValues = only("sync", "policy", "cluster");

    @ArchTest
    static final ArchRule policiesKnowNobody = only("policy", "cluster");

    @ArchTest
    static final ArchRule rightsComeFromPolicies = only("access", "policy", "cluster");

    @ArchTest
    static final ArchRule theHeartIsPure = noClasses()
            .that()
            .resideInAPackage("io.rollcall.sync..")
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
                    "io.helidon..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, java.time.Clock.class, java.time.InstantSource.class);

    @ArchTest
    static final ArchRule filesAreReadWithoutKnowingWhatTheyMean = only("document", "cluster");

    @ArchTest
    static final ArchRule sourcesKnowTheHeart =
            only("iam", "sync", "access", "policy", "cluster", "document", "signature");

    @ArchTest
    static final ArchRule signaturesAreMadeAndCheckedWithoutKnowingWhy = only("signature", "cluster");

    @ArchTest
    static final ArchRule targetsKnowTheHeart = only("manager", "sync", "cluster");

    @ArchTest
    static final ArchRule operationsKnowTheHeart = only("operation", "database", "sync", "policy", "cluster");

    @ArchTest
    static final ArchRule theDatabaseKnowsNoOperations = only("database", "cluster");

    @ArchTest
    static final ArchRule aBackupKnowsNoOperations = only("backup", "database", "cluster");

    @ArchTest
    static final ArchRule theApiKnowsNeitherSourcesNorTargets =
            only("api", "operation", "sync", "access", "policy", "cluster", "ops", "signature", "tls");

    @ArchTest
    static final ArchRule certificatesAreReadWithoutKnowingWhoSpeaks = only("tls", "cluster");

    @ArchTest
    static final ArchRule whatOperatorsSeeKnowsNobody = only("ops");

    @ArchTest
    static final ArchRule theCommandLineIsAClient = only("cli", "signature", "document", "cluster", "tls");

    @ArchTest
    static final ArchRule theConfigurationStartsNothing = only(
            "config",
            "document",
            "iam",
            "manager",
            "operation",
            "database",
            "sync",
            "access",
            "policy",
            "cluster",
            "signature",
            "tls");

    @ArchTest
    static final ArchRule noCircles =
            slices().matching("io.rollcall.(**)").should().beFreeOfCycles();

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

    private static ArchRule only(String itself, String... others) {
        String[] allowed = Stream.concat(Stream.of(itself), Stream.of(others))
                .map(name -> "io.rollcall." + name + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("io.rollcall." + itself + "..")
                .should()
                .dependOnClassesThat(new com.tngtech.archunit.base.DescribedPredicate<>("are of another part") {
                    @Override
                    public boolean test(com.tngtech.archunit.core.domain.JavaClass other) {
                        return other.getPackageName().startsWith("io.rollcall")
                                && Stream.of(allowed)
                                        .noneMatch(
                                                pattern -> com.tngtech.archunit.core.domain.PackageMatcher.of(pattern)
                                                        .matches(other.getPackageName()));
                    }
                });
    }
}
