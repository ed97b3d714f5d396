package dev.weir.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may depend on which: the rules of the style guide, section 1. */
class ArchitectureTest {
  private static final JavaClasses WEIR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.weir");

  /** Lower core first: each may use itself and those before it. */
  private static final List<String> CORE =
      List.of(
          "dev.weir.trace",
          "dev.weir.ledger",
          "dev.weir.pipeline",
          "dev.weir.flow",
          "dev.weir.verdict");

  @Test
  void coreUsesTheJdkAndLowerCoreOnly() {
    for (int at = 0; at < CORE.size(); at++) {
      var allowed = new ArrayList<String>(CORE.subList(0, at + 1));
      allowed.addAll(List.of("java..", "org.jspecify.annotations.."));
      classes()
          .that()
          .resideInAPackage(CORE.get(at))
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(allowed.toArray(String[]::new))
          .because("core is pure: no framework, no client, no logging")
          .check(WEIR);
    }
  }

  @Test
  void monitorUsesCoreAndMutinyOnly() {
    classes()
        .that()
        .resideInAPackage("dev.weir.monitor")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.weir.trace",
            "dev.weir.ledger",
            "dev.weir.pipeline",
            "dev.weir.flow",
            "dev.weir.verdict",
            "dev.weir.monitor",
            "io.smallrye.mutiny..",
            "java..",
            "org.jspecify.annotations..")
        .check(WEIR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config",
        "kafka",
        "registry",
        "redis",
        "memory",
        "telemetry",
        "health",
        "api",
        "logs"
      })
  void noEdgeUsesAnotherEdge(String edge) {
    noClasses()
        .that()
        .resideInAPackage("dev.weir." + edge + "..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "reside in another edge package or in app",
                target ->
                    target.getPackageName().startsWith("dev.weir.")
                        && !(target.getPackageName() + ".").startsWith("dev.weir." + edge + ".")
                        && !target.getPackageName().equals("dev.weir.monitor")
                        && !CORE.contains(target.getPackageName())))
        .check(WEIR);
  }

  @Test
  void decodingKnowsNothingOfPolling() {
    noClasses()
        .that()
        .resideInAPackage("dev.weir.kafka.decode")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.weir.kafka")
        .check(WEIR);
  }

  @Test
  void coreAsksNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE.toArray(String[]::new))
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .because("time is passed in")
        .check(WEIR);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.weir.(*)..").should().beFreeOfCycles().check(WEIR);
  }
}
