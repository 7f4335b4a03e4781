package dev.sluice.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;

/** Which way the arrows point: a product knows the engine, the engine knows no product, and nobody knows Kubernetes. */
@AnalyzeClasses(packages = "dev.sluice.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.sluice.engine";
  private static final String[] SHARED = {ROOT, ROOT + ".database..", ROOT + ".grant..", ROOT + ".migration..", ROOT + ".role..", ROOT + ".schema..", ROOT + ".tls.."};
  /** What each product may know beside what all share; MySQL and MariaDB have most in common. */
  private static final Map<String, String[]> PRODUCTS =
      Map.of(
          "postgresql", new String[] {ROOT + ".postgresql.schema..", "org.postgresql.."},
          "mysqlfamily", new String[] {},
          "mysql", new String[] {ROOT + ".mysqlfamily", "com.mysql.."},
          "mariadb", new String[] {ROOT + ".mysqlfamily", "org.mariadb.."},
          "sqlserver", new String[] {"com.microsoft.sqlserver.."},
          "sqlite", new String[] {"org.sqlite.."});

  @ArchTest
  static final ArchRule NOBODY_KNOWS_KUBERNETES =
      noClasses().should().dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..", "dev.sluice.api..", "dev.sluice.controller..", "com.fasterxml..");

  @ArchTest
  static final ArchRule THE_ENGINE_KNOWS_NO_PRODUCT =
      noClasses().that().resideInAnyPackage(SHARED)
          .should().dependOnClassesThat().resideOutsideOfPackages(
              both(SHARED, "dev.sluice.rules..", "org.flywaydb..", "java..", "javax..", "jdk.net.."));

  @ArchTest
  static void aProductKnowsTheEngineAndItsDriver(JavaClasses all) {
    PRODUCTS.forEach((product, known) ->
        classes().that().resideInAPackage(ROOT + "." + product)
            .should().onlyDependOnClassesThat().resideInAnyPackage(both(both(SHARED, known), ROOT + "." + product, "java..", "javax..", "jdk.net.."))
            .allowEmptyShould(true)
            .check(all));
  }

  /** Data flow one way: what is read, what differs, what is planned. All know the model, and nobody what comes after. */
  @ArchTest
  static final ArchRule STRUCTURES_FLOW_FROM_ROOM_TO_ROOM =
      layeredArchitecture().consideringOnlyDependenciesInLayers()
          .layer("model").definedBy(ROOT + ".postgresql.schema.model")
          .layer("inspect").definedBy(ROOT + ".postgresql.schema.inspect")
          .layer("script").definedBy(ROOT + ".postgresql.schema.script")
          .layer("diff").definedBy(ROOT + ".postgresql.schema.diff")
          .layer("plan").definedBy(ROOT + ".postgresql.schema.plan")
          .layer("lint").definedBy(ROOT + ".postgresql.schema.lint")
          .layer("engine").definedBy(ROOT + ".postgresql")
          .whereLayer("lint").mayOnlyBeAccessedByLayers("engine")
          .whereLayer("plan").mayOnlyBeAccessedByLayers("lint", "engine")
          .whereLayer("diff").mayOnlyBeAccessedByLayers("plan", "lint", "engine")
          .whereLayer("script").mayOnlyBeAccessedByLayers("diff", "lint", "engine")
          .whereLayer("inspect").mayOnlyBeAccessedByLayers("engine");

  @ArchTest
  static final ArchRule STRUCTURES_NEED_NO_DRIVER =
      noClasses().that().resideInAPackage(ROOT + ".postgresql.schema..").should().dependOnClassesThat().resideInAnyPackage("org.postgresql..", "org.flywaydb..");

  @ArchTest
  static final ArchRule FLYWAY_STAYS_WITH_MIGRATIONS =
      noClasses().that().resideOutsideOfPackage(ROOT + ".migration..").should().dependOnClassesThat().resideInAPackage("org.flywaydb..");

  @ArchTest
  static final ArchRule DATABASES_AND_MIGRATIONS_ARE_APART =
      noClasses().that().resideInAPackage(ROOT + ".database..").should().dependOnClassesThat().resideInAPackage(ROOT + ".migration..");

  private static String[] both(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }
}
