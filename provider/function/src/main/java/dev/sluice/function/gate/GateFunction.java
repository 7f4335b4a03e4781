package dev.sluice.function.gate;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.function.field.FieldPath;
import dev.sluice.function.proto.Ready;
import dev.sluice.function.proto.ResourceSelector;
import dev.sluice.function.proto.Resources;
import dev.sluice.function.proto.ResponseMeta;
import dev.sluice.function.proto.RunFunctionRequest;
import dev.sluice.function.proto.RunFunctionResponse;
import dev.sluice.function.proto.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lets a rollout go when the migration that it needs is applied. The answer depends on the request alone.
 *
 * <p>All gates are judged by what earlier steps desire, before anything is held: else a Migration that is itself held would
 * look like one that asks for no more than it has.
 */
public final class GateFunction {
  private static final Duration WHILE_HELD = Duration.newBuilder().setSeconds(60).build();
  private static final Duration WHILE_OPEN = Duration.newBuilder().setSeconds(600).build();

  public RunFunctionResponse run(RunFunctionRequest request) {
    // What is not ours goes back as it came: what a step leaves out, core deletes.
    var response = RunFunctionResponse.newBuilder().setMeta(ResponseMeta.newBuilder().setTag(request.getMeta().getTag()).setTtl(WHILE_HELD));
    if (request.hasDesired()) {
      response.setDesired(request.getDesired());
    }
    if (request.hasContext()) {
      response.setContext(request.getContext());
    }
    try {
      new Pass(request, response).run();
    } catch (InputException | IllegalArgumentException e) {
      response.clearRequirements().clearConditions().clearResults();
      response.addResultsBuilder().setSeverity(Severity.SEVERITY_FATAL).setReason("InvalidInput").setMessage(e.getMessage());
    }
    return response.build();
  }

  /** One call. */
  private static final class Pass {
    private final RunFunctionRequest request;
    private final RunFunctionResponse.Builder response;
    private final Struct composite;
    private final Report report;
    private final CompositeManager manager;

    Pass(RunFunctionRequest request, RunFunctionResponse.Builder response) {
      this.request = request;
      this.response = response;
      this.composite = request.getObserved().getComposite().getResource();
      this.report = new Report(composite);
      this.manager = CompositeManager.of(composite);
    }

    void run() {
      var gates = Input.read(request.getInput());
      var told = Input.report(request.getInput());
      gates.forEach(this::checkNames);
      var prerequisites = prerequisites(gates);
      require(prerequisites);
      var found = configMaps();
      var obstacles = new HashMap<String, Obstacle>();
      prerequisites.forEach((name, p) -> p.obstacle(found).ifPresent(o -> obstacles.put(name, o)));
      for (var gate : gates) {
        var inTheWay = gate.after().stream().map(name -> obstacle(name, obstacles)).flatMap(Optional::stream).toList();
        var kept = gate.hold().stream().map(h -> inTheWay.isEmpty() ? checked(h) : hold(h)).flatMap(Optional::stream).toList();
        inTheWay.forEach(o -> report.held(o, kept));
      }
      response.getMetaBuilder().setTtl(report.isHeld() ? WHILE_HELD : WHILE_OPEN);
      if (report.isHeld()) {
        response.getDesiredBuilder().getCompositeBuilder().setReady(Ready.READY_FALSE);
      }
      report.write(response, prerequisites.values().stream().map(Prerequisite::title).toList());
      told.ifPresent(this::tell);
    }

    /** Also where there is nothing to say: a field that is left out would be one that nobody has written. */
    private void tell(FieldPath field) {
      var state = response.getDesiredBuilder().getCompositeBuilder();
      state.setResource(field.put(state.getResource(), Value.newBuilder().setStringValue(report.waitingFor()).build()));
    }

    private Optional<Obstacle> obstacle(String name, Map<String, Obstacle> obstacles) {
      return subject(name).isKnown()
          ? Optional.ofNullable(obstacles.get(name))
          : Optional.of(new Obstacle(Obstacle.Reason.NotDesired, "No step of the pipeline has asked for '%s' yet.".formatted(name)));
    }

    private void checkNames(Gate gate) {
      if (gate.missing() == Gate.Missing.Hold) {
        return;
      }
      for (var name : gate.after()) {
        refuseUnknown(name, "after");
      }
      for (var hold : gate.hold()) {
        refuseUnknown(hold.resource(), "hold");
      }
    }

    private void refuseUnknown(String name, String field) {
      if (!subject(name).isKnown()) {
        throw new InputException(
            ("input: %s names '%s', and no earlier step of the pipeline has a resource of that name. "
                    + "Mend the name, put this step behind the one that makes it, or set missing: Hold where it comes later")
                .formatted(field, name));
      }
    }

    private Map<String, Prerequisite> prerequisites(List<Gate> gates) {
      var namespace = FieldPath.of("metadata", "namespace").text(composite);
      return gates.stream()
          .flatMap(g -> g.after().stream())
          .distinct()
          .map(this::subject)
          .filter(Subject::isKnown)
          .collect(Collectors.toMap(Subject::name, s -> new Prerequisite(s, namespace, manager), (a, _) -> a, TreeMap::new));
    }

    private void require(Map<String, Prerequisite> prerequisites) {
      for (var prerequisite : prerequisites.values()) {
        for (var configMap : prerequisite.configMaps()) {
          var selector = ResourceSelector.newBuilder().setApiVersion("v1").setKind("ConfigMap");
          selector.setMatchName(configMap.name()).setNamespace(configMap.namespace());
          response.getRequirementsBuilder().putResources(configMap.key(), selector.build());
        }
      }
    }

    private Map<String, Struct> configMaps() {
      var found = new HashMap<String, Struct>();
      request.getRequiredResourcesMap().forEach((key, resources) -> first(resources).ifPresent(r -> found.put(key, r)));
      return found;
    }

    private static Optional<Struct> first(Resources resources) {
      return resources.getItemsList().stream().findFirst().map(r -> r.getResource());
    }

    /** Also while the gate is open, so that an input that can't hold is known before it has to. */
    private Optional<String> checked(Gate.Hold hold) {
      fields(hold, subject(hold.resource()));
      return Optional.empty();
    }

    /** @return what is held, in words; empty where there is nothing to hold */
    private Optional<String> hold(Gate.Hold hold) {
      var subject = subject(hold.resource());
      var fields = fields(hold, subject);
      if (subject.desired().isEmpty()) {
        return Optional.empty();
      }
      var desired = response.getDesiredBuilder();
      if (subject.observed().isEmpty()) {
        desired.removeResources(hold.resource());
        return Optional.of(hold.resource());
      }
      // As it was, or as another gate has left it.
      var resource = desired.getResourcesOrThrow(hold.resource()).toBuilder();
      resource.setResource(new Holding(manager).held(subject, resource.getResource(), fields));
      desired.putResources(hold.resource(), resource.setReady(Ready.READY_FALSE).build());
      return Optional.of(hold.resource());
    }

    private List<FieldPath> fields(Gate.Hold hold, Subject subject) {
      if (!subject.isKnown()) {
        return List.of();
      }
      return hold.fields()
          .or(() -> DefaultFields.of(subject.type()))
          .orElseThrow(
              () -> new InputException(
                  ("input: '%s' is a %s, which has no fields that are held by default; say which: {resource: %s, fields: [spec]}, "
                          + "or [] to hold back its creation alone")
                      .formatted(hold.resource(), subject.type(), hold.resource())));
    }

    private Subject subject(String name) {
      return Subject.of(name, request);
    }
  }
}
