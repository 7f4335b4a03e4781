package dev.sluice.function.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.function.proto.Condition;
import dev.sluice.function.proto.RunFunctionResponse;
import dev.sluice.function.proto.Severity;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of src/test/resources/cases. */
class GateFunctionTest {

  static Stream<Fixture> cases() {
    return Fixture.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void answers(Fixture fixture) {
    var asked = fixture.asked();

    var answer = new GateFunction().run(asked);

    var expected = fixture.expected();
    assertThat(answer.getDesired()).isEqualTo(fixture.desiredThen());
    assertThat(answer.getMeta().getTag()).isEqualTo(asked.getMeta().getTag());
    assertThat(answer.getContext()).isEqualTo(asked.getContext());
    assertThat(answer.getResultsList().stream().map(r -> r.getSeverity().name().substring(9) + " " + r.getReason() + ": " + r.getMessage()))
        .containsExactlyElementsOf(texts(expected.path("results")));
    assertThat(answer.getRequirements().getResourcesMap().keySet()).containsExactlyInAnyOrderElementsOf(texts(expected.path("requires")));
    assertThat(answer.getConditionsList().stream().map(GateFunctionTest::text)).containsExactlyElementsOf(texts(expected.path("conditions")));
    assertThat(answer.getResultsList().stream().map(r -> r.getTarget())).allMatch(t -> isFatal(answer) || t == answer.getConditions(0).getTarget());
    assertThat(answer.getMeta().getTtl().getSeconds()).isEqualTo(isFatal(answer) || !answer.getResultsList().isEmpty() ? 60 : 600);
  }

  private static boolean isFatal(RunFunctionResponse answer) {
    return answer.getResultsList().stream().anyMatch(r -> r.getSeverity() == Severity.SEVERITY_FATAL);
  }

  private static String text(Condition condition) {
    return "%s %s %s %s: %s"
        .formatted(
            condition.getTarget().name().substring(7), condition.getType(), condition.getStatus().name().substring(17), condition.getReason(), condition.getMessage());
  }

  private static List<String> texts(JsonNode nodes) {
    return StreamSupport.stream(nodes.spliterator(), false).map(JsonNode::asText).toList();
  }
}
