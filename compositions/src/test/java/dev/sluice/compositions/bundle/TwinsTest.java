package dev.sluice.compositions.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles and claims are one thing in two shapes; whoever changes one has to change the other. */
class TwinsTest {
  private static final String SCHEMA = "/spec/versions/0/schema/openAPIV3Schema/properties/";

  static Stream<String> compositions() {
    return Stream.of("postgresql", "postgresql-cloudnative-pg", "mysql");
  }

  @ParameterizedTest
  @MethodSource("compositions")
  void theCompositionsDifferInWhereTheirNamesComeFrom(String file) {
    var bundle = composition("appbundle", file);
    var claim = composition("xappbundle", file);

    assertThat("x" + bundle.at("/metadata/name").asText()).isEqualTo(claim.at("/metadata/name").asText());
    assertThat(bundle.at("/metadata/labels")).isEqualTo(claim.at("/metadata/labels"));
    assertThat(withoutNames(bundle)).isEqualTo(withoutNames(claim));
  }

  @Test
  void theDefinitionsDifferInWhatIsAPersonsAndWhatAClaims() {
    var bundle = definition("appbundles");
    var claim = definition("xappbundles");

    assertThat(bundle.at(SCHEMA + "status")).isEqualTo(claim.at(SCHEMA + "status"));
    var fields = (ObjectNode) bundle.at(SCHEMA + "spec/properties");
    var claimed = (ObjectNode) claim.at(SCHEMA + "spec/properties");
    // The name of a database is guarded by what a ProviderConfig allows a namespace; a claim gets the one of its namespace.
    fields.withObject("/database/properties").remove("name");
    fields.withObject("/database").remove("description");
    claimed.withObject("/database").remove("description");
    claimed.remove("namespace");
    assertThat(claimed).isEqualTo(fields);
  }

  private static ObjectNode withoutNames(ObjectNode composition) {
    var pipeline = composition.withArray("/spec/pipeline");
    ((ObjectNode) pipeline.path(0)).withObject("/input").remove("environment");
    return composition.objectNode().set("pipeline", pipeline);
  }

  private static ObjectNode composition(String folder, String file) {
    return Repository.documents(Repository.COMPOSITIONS.resolve(folder).resolve(file + ".yaml")).getFirst();
  }

  private static ObjectNode definition(String file) {
    return Repository.documents(Repository.COMPOSITIONS.resolve("definitions").resolve(file + ".yaml")).getFirst();
  }
}
