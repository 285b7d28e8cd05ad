package dev.blast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may depend on whom; ARCHITECTURE.md says why. */
@AnalyzeClasses(packages = "dev.blast", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule coreKnowsNoAwsNoCommandLineAndNoDatabase =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "software.amazon..", "com.amazonaws..", "picocli..", "java.sql..", "org.elasticmq..");

  @ArchTest
  static final ArchRule dispatchNeverSeesDelivery =
      noClasses()
          .that()
          .resideInAPackage("dev.blast.dispatch")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.blast.delivery");

  @ArchTest
  static final ArchRule deliveryNeverSeesDispatch =
      noClasses()
          .that()
          .resideInAPackage("dev.blast.delivery")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.blast.dispatch", "dev.blast.stage", "dev.blast.audience");

  @ArchTest
  static final ArchRule reportReadsFactsAndNeverComponents =
      noClasses()
          .that()
          .resideInAPackage("dev.blast.report")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.blast.dispatch", "dev.blast.delivery");

  @ArchTest
  static final ArchRule nobodyInCoreReadsTheClockTheEnvironmentOrTheConsole =
      noClasses()
          .should()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", java.time.Duration.class)
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule whatIsSaidKnowsNobodyWhoUsesIt =
      noClasses()
          .that()
          .resideInAnyPackage("dev.blast.campaign", "dev.blast.outcome", "dev.blast.audience")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.blast.stage",
              "dev.blast.run",
              "dev.blast.queue",
              "dev.blast.dispatch",
              "dev.blast.delivery",
              "dev.blast.report");
}
