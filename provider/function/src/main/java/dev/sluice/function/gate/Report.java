package dev.sluice.function.gate;

import com.google.protobuf.Struct;
import dev.sluice.function.field.FieldPath;
import dev.sluice.function.proto.RunFunctionResponse;
import dev.sluice.function.proto.Severity;
import dev.sluice.function.proto.Status;
import dev.sluice.function.proto.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what is held and why: an event for each cause, and one condition on the composite, and on its claim where it has one. */
final class Report {
  static final String CONDITION = "RolloutHeld";
  private static final String LET_GO = "LetGo";

  private final Target target;
  private final Map<Obstacle, Set<String>> held = new LinkedHashMap<>();

  Report(Struct composite) {
    this.target = FieldPath.of("spec", "claimRef").struct(composite).isPresent() ? Target.TARGET_COMPOSITE_AND_CLAIM : Target.TARGET_COMPOSITE;
  }

  void held(Obstacle obstacle, List<String> resources) {
    held.computeIfAbsent(obstacle, _ -> new LinkedHashSet<>()).addAll(resources);
  }

  boolean isHeld() {
    return !held.isEmpty();
  }

  /** In sentences; empty where nothing is held. */
  String waitingFor() {
    return held.keySet().stream().map(Obstacle::message).distinct().collect(Collectors.joining(" "));
  }

  /** @param awaited what was waited for, in words */
  void write(RunFunctionResponse.Builder response, List<String> awaited) {
    var messages = new ArrayList<String>();
    held.forEach(
        (obstacle, resources) -> {
          var message = resources.isEmpty() ? obstacle.message() : "Holds %s: %s".formatted(String.join(", ", resources), obstacle.message());
          messages.add(message);
          response.addResultsBuilder()
              .setSeverity(obstacle.reason().needsSomebody() ? Severity.SEVERITY_WARNING : Severity.SEVERITY_NORMAL)
              .setReason(CONDITION)
              .setMessage(message)
              .setTarget(target);
        });
    var condition = response.addConditionsBuilder().setType(CONDITION).setTarget(target);
    if (isHeld()) {
      condition.setStatus(Status.STATUS_CONDITION_TRUE).setReason(worst().name()).setMessage(String.join(" ", messages));
    } else {
      condition.setStatus(Status.STATUS_CONDITION_FALSE).setReason(LET_GO).setMessage(awaited.stream().collect(Collectors.joining(", ", "", " applied.")));
    }
  }

  /** What somebody must see to comes before what passes by itself. */
  private Obstacle.Reason worst() {
    var reasons = held.keySet().stream().map(Obstacle::reason).toList();
    return reasons.stream().filter(Obstacle.Reason::needsSomebody).findFirst().orElse(reasons.getFirst());
  }
}
