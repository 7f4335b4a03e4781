package dev.sluice.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which way the arrows point: a product knows the engine, the engine knows no product, and nobody knows Kubernetes. */
@AnalyzeClasses(packages = "dev.sluice.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.sluice.engine";

  @ArchTest
  static final ArchRule NOBODY_KNOWS_KUBERNETES =
      noClasses().should().dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..", "dev.sluice.api..", "dev.sluice.controller..", "com.fasterxml..");

  @ArchTest
  static final ArchRule THE_ENGINE_KNOWS_NO_PRODUCT =
      noClasses().that().resideInAnyPackage(ROOT, ROOT + ".database..", ROOT + ".migration..", ROOT + ".tls..")
          .should().dependOnClassesThat().resideInAnyPackage(ROOT + ".postgresql..", "org.postgresql..");

  @ArchTest
  static final ArchRule A_PRODUCT_KNOWS_THE_ENGINE_AND_ITS_DRIVER =
      classes().that().resideInAPackage(ROOT + ".postgresql..")
          .should().onlyDependOnClassesThat()
          .resideInAnyPackage(
              ROOT, ROOT + ".database..", ROOT + ".migration..", ROOT + ".tls..", ROOT + ".postgresql..", "org.postgresql..", "java..",
              "javax..", "jdk.net..");

  @ArchTest
  static final ArchRule FLYWAY_STAYS_WITH_MIGRATIONS =
      noClasses().that().resideOutsideOfPackage(ROOT + ".migration..").should().dependOnClassesThat().resideInAPackage("org.flywaydb..");

  @ArchTest
  static final ArchRule DATABASES_AND_MIGRATIONS_ARE_APART =
      noClasses().that().resideInAPackage(ROOT + ".database..").should().dependOnClassesThat().resideInAPackage(ROOT + ".migration..");
}
