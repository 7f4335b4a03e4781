package dev.sluice.function;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which way the arrows point between the function's packages, and that it is a program of its own. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule THE_FUNCTION_KNOWS_RULES_ALONE =
      noClasses().that().resideInAPackage("dev.sluice.function..").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.engine..", "dev.sluice.controller..", "dev.sluice.api..", "dev.sluice.local..", "io.fabric8..", "io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule FIELDS_KNOW_NO_GATE =
      noClasses().that().resideInAPackage("dev.sluice.function.field").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.function", "dev.sluice.function.gate", "dev.sluice.function.server", "dev.sluice.function.proto", "dev.sluice.rules");

  @ArchTest
  static final ArchRule THE_GATE_KNOWS_NO_WIRE =
      noClasses().that().resideInAPackage("dev.sluice.function.gate").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.function", "dev.sluice.function.server", "io.grpc..");

  @ArchTest
  static final ArchRule THE_SERVER_KNOWS_NO_GATE =
      noClasses().that().resideInAPackage("dev.sluice.function.server").should().dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.function", "dev.sluice.function.gate", "dev.sluice.function.field");

  @ArchTest
  static final ArchRule RULES_KNOW_NOBODY =
      noClasses().that().resideInAPackage("dev.sluice.rules..").should().dependOnClassesThat()
          .resideOutsideOfPackages("java..", "dev.sluice.rules..");
}
