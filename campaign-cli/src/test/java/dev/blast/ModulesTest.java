package dev.blast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may depend on whom, over all modules; ARCHITECTURE.md says why. */
@AnalyzeClasses(packages = "dev.blast", importOptions = ImportOption.DoNotIncludeTests.class)
class ModulesTest {

  @ArchTest
  static final ArchRule adaptersAndFunctionsNeverSeeEachOther =
      noClasses()
          .that()
          .resideInAnyPackage("dev.blast.aws..", "dev.blast.scheduler..", "dev.blast.sender..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.blast.cli..", "dev.blast.local..");

  @ArchTest
  static final ArchRule theSenderNeverSeesTheScheduler =
      noClasses()
          .that()
          .resideInAPackage("dev.blast.sender..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.blast.scheduler..", "dev.blast.dispatch..");

  @ArchTest
  static final ArchRule onlyWiringsOfFunctionsSeeAdapters =
      noClasses()
          .that()
          .resideInAnyPackage("dev.blast.sender..", "dev.blast.scheduler..")
          .and()
          .haveSimpleNameNotEndingWith("Wiring")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.blast.aws",
              "dev.blast.aws.alert..",
              "dev.blast.aws.dynamo..",
              "dev.blast.aws.run..",
              "dev.blast.aws.s3..",
              "dev.blast.aws.schedule..",
              "dev.blast.aws.stack..",
              "software.amazon..");

  @ArchTest
  static final ArchRule commandsNeverSeeAwsNorTheLambdaTypes =
      noClasses()
          .that()
          .resideInAPackage("dev.blast.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..", "com.amazonaws..", "dev.blast.aws..");

  @ArchTest
  static final ArchRule theDashboardReadsReportValuesAndNeverComponents =
      noClasses()
          .that()
          .resideInAPackage("dev.blast.dashboard..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.blast.local..",
              "dev.blast.site..",
              "dev.blast.cli..",
              "dev.blast.dispatch..",
              "dev.blast.delivery..",
              "dev.blast.queue..",
              "java.sql..");

  @ArchTest
  static final ArchRule theEmbeddedRunKnowsNoCommand =
      noClasses()
          .that()
          .resideInAPackage("dev.blast.local..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.blast.cli..", "dev.blast.dashboard..", "dev.blast.site..", "picocli..");
}
