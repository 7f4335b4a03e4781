package dev.sluice.function.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.proto.Condition;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;

/**
 * What Argo CD makes of a bundle whose condition this function writes: its script and the function's reasons are two texts, which
 * have to agree.
 */
class ArgoCdHealthTest {
  private static final Path SCRIPTS = Path.of("../../package/argocd/resource_customizations/platform.sluice.dev");

  /** Degraded ends a sync operation, so it is for what no waiting mends. */
  private static String expected(Obstacle.Reason reason) {
    return switch (reason) {
      case Failed, NotProvable -> "Degraded";
      case ApprovalRequired, Paused -> "Suspended";
      // A composition that is changed, or a deletion, goes on by itself.
      case NotDesired, BeingDeleted, NotCreated, ChangeNotApplied, ChangeNotSeen, Migrating, WaitingForSource -> "Progressing";
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"AppBundle", "AppBundleClaim", "XAppBundle"})
  void everyConditionThatTheFunctionWritesIsUnderstood(String kind) throws IOException {
    var seen = new EnumMap<Obstacle.Reason, String>(Obstacle.Reason.class);
    for (var fixture : Fixture.all()) {
      for (var condition : new GateFunction().run(fixture.asked()).getConditionsList()) {
        var health = health(kind, condition);
        if (condition.getReason().equals("LetGo")) {
          assertThat(health).as(fixture.name()).containsEntry("status", "Healthy");
          continue;
        }
        var reason = Obstacle.Reason.valueOf(condition.getReason());
        assertThat(health).as(fixture.name()).containsEntry("status", expected(reason)).containsEntry("message", condition.getMessage());
        seen.put(reason, fixture.name());
      }
    }
    assertThat(seen.keySet()).as("reasons of which there is a case").containsExactly(Obstacle.Reason.values());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotProgressingNeedsSomebody(Obstacle.Reason reason) {
    assertThat(reason.needsSomebody() || expected(reason).equals("Progressing")).isTrue();
  }

  @Test
  void theDocumentationNamesEveryReason() throws IOException {
    var said = new TreeSet<String>();
    for (var line : Files.readAllLines(Path.of("../../docs/function.md"))) {
      if (line.startsWith("| True / ")) {
        said.addAll(Set.of(line.substring("| True / ".length(), line.indexOf(" |", 2)).split(", ")));
      }
    }
    assertThat(said).containsExactlyInAnyOrder(Arrays.stream(Obstacle.Reason.values()).map(Enum::name).toArray(String[]::new));
  }

  /** Of a bundle that is ready but for what the condition says. */
  private static Map<String, String> health(String kind, Condition written) throws IOException {
    var conditions = new LuaTable();
    conditions.insert(1, condition("Ready", "True", "Available", ""));
    conditions.insert(2, condition("Synced", "True", "ReconcileSuccess", ""));
    conditions.insert(3, condition(written.getType(), written.getStatus().name().endsWith("TRUE") ? "True" : "False", written.getReason(), written.getMessage()));
    var metadata = new LuaTable();
    metadata.set("generation", LuaValue.valueOf(3));
    var status = new LuaTable();
    status.set("conditions", conditions);
    var object = new LuaTable();
    object.set("metadata", metadata);
    object.set("status", status);
    var globals = new Globals();
    LoadState.install(globals);
    LuaC.install(globals);
    globals.load(new BaseLib());
    globals.set("obj", object);
    var health = globals.load(new StringReader(Files.readString(SCRIPTS.resolve(kind).resolve("health.lua"))), "health.lua").call();
    return Map.of("status", health.get("status").tojstring(), "message", health.get("message").tojstring());
  }

  /** As Crossplane writes it of the generation that it has seen. */
  private static LuaTable condition(String type, String status, String reason, String message) {
    var condition = new LuaTable();
    condition.set("type", type);
    condition.set("status", status);
    condition.set("reason", reason);
    condition.set("message", message);
    condition.set("observedGeneration", LuaValue.valueOf(3));
    return condition;
  }
}
