package dev.sluice.controller;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which way the arrows point between the operator's packages. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule MANAGED_KNOWS_NO_KIND =
      noClasses().that().resideInAPackage("dev.sluice.controller.managed").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.controller.database..", "dev.sluice.controller.migration..", "dev.sluice.controller.role..", "dev.sluice.controller.grant..",
              "dev.sluice.controller.schema..", "dev.sluice.controller.run..", "dev.sluice.api.schema..", "dev.sluice.api.database..", "dev.sluice.api.grant..",
              "dev.sluice.api.migration..", "dev.sluice.api.role..");

  @ArchTest
  static final ArchRule KINDS_DO_NOT_KNOW_EACH_OTHER =
      noClasses().that().resideInAPackage("dev.sluice.controller.database..").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.controller.migration..", "dev.sluice.controller.role..", "dev.sluice.controller.grant..", "dev.sluice.controller.schema..");

  @ArchTest
  static final ArchRule KINDS_DO_NOT_KNOW_EACH_OTHER_EITHER =
      noClasses().that().resideInAPackage("dev.sluice.controller.migration..").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.controller.database..", "dev.sluice.controller.role..", "dev.sluice.controller.grant..", "dev.sluice.controller.schema..");

  @ArchTest
  static final ArchRule SCHEMAS_KNOW_NO_OTHER_KIND =
      noClasses().that().resideInAnyPackage("dev.sluice.controller.schema..", "dev.sluice.controller.run..").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.controller.database..", "dev.sluice.controller.role..", "dev.sluice.controller.grant..", "dev.sluice.controller.migration..");

  @ArchTest
  static final ArchRule NOBODY_KNOWS_A_PRODUCT =
      noClasses().that().resideInAPackage("dev.sluice.controller..").should().dependOnClassesThat(
          resideInAPackage("dev.sluice.engine.*..")
              .and(not(resideInAnyPackage("dev.sluice.engine.database", "dev.sluice.engine.grant", "dev.sluice.engine.migration", "dev.sluice.engine.role", "dev.sluice.engine.schema", "dev.sluice.engine.schema.lint"))));

  @ArchTest
  static final ArchRule NOBODY_KNOWS_A_DRIVER =
      noClasses().that().resideInAPackage("dev.sluice.controller..").should().dependOnClassesThat()
          .resideInAnyPackage(
              "org.postgresql..", "com.mysql..", "org.mariadb..", "com.microsoft..", "org.sqlite..", "org.flywaydb..", "java.sql..");

  @ArchTest
  static final ArchRule REFERENCES_KNOW_NO_STORY =
      noClasses().that().resideInAPackage("dev.sluice.controller.reference").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.controller.managed", "dev.sluice.controller.credentials", "dev.sluice.controller.database", "dev.sluice.controller.migration");

  /** A database that is down holds no pod whose version is applied. */
  @ArchTest
  static final ArchRule THE_GATE_GOES_BY_THE_STATUS_ALONE =
      noClasses().that().resideInAPackage("dev.sluice.controller.gate").should().dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.engine..", "dev.sluice.controller.credentials", "dev.sluice.controller.database", "dev.sluice.controller.grant",
              "dev.sluice.controller.migration", "dev.sluice.controller.role", "dev.sluice.controller.source", "dev.sluice.controller.runtime");

  @ArchTest
  static final ArchRule NOBODY_ASKS_THE_GATE =
      noClasses().that().resideOutsideOfPackages("dev.sluice.controller.gate", "dev.sluice.controller.runtime").should().dependOnClassesThat()
          .resideInAPackage("dev.sluice.controller.gate");

  @ArchTest
  static final ArchRule EVENTS_KNOW_NOBODY =
      noClasses().that().resideInAPackage("dev.sluice.controller.event").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.controller.managed", "dev.sluice.controller.credentials", "dev.sluice.controller.reference", "dev.sluice.controller.runtime");

  @ArchTest
  static final ArchRule THE_WIRING_IS_FOR_NOBODY_TO_USE =
      noClasses().that().resideOutsideOfPackage("dev.sluice.controller.runtime").should().dependOnClassesThat(
          resideInAPackage("dev.sluice.controller.runtime")
              .and(not(simpleNameStartingWith("GoDuration")))
              .and(not(simpleNameStartingWith("ManagedMetrics"))));

  @ArchTest
  static final ArchRule ENGINES_KNOW_NO_CLUSTER =
      noClasses().that().resideInAPackage("dev.sluice.engine..").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.controller..", "dev.sluice.api..", "io.fabric8..", "io.javaoperatorsdk..");
}
