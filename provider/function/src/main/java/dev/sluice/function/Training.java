package dev.sluice.function;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.function.gate.GateFunction;
import dev.sluice.function.proto.FunctionRunnerServiceGrpc;
import dev.sluice.function.proto.Resource;
import dev.sluice.function.proto.RunFunctionRequest;
import dev.sluice.function.proto.State;
import dev.sluice.function.server.FunctionServer;
import dev.sluice.function.server.Listening;
import io.grpc.InsecureChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Calls itself a few times, so that the JVM can record which classes that needs. */
final class Training {
  private static final int CALLS = 200;
  private static final String HOST = "127.0.0.1";

  private Training() {}

  static void run(Settings settings) {
    var listening =
        new Listening(
            Optional.of(HOST), 0, Optional.empty(), settings.maxMessageBytes, settings.maxConcurrentCalls, settings.callTimeout, Duration.ZERO);
    try (var server = FunctionServer.start(listening, new GateFunction()::run)) {
      var channel = NettyChannelBuilder.forAddress(HOST, server.address().getPort(), InsecureChannelCredentials.create()).build();
      try {
        var function = FunctionRunnerServiceGrpc.newBlockingStub(channel);
        for (var i = 0; i < CALLS; i++) {
          function.withDeadlineAfter(1, TimeUnit.MINUTES).runFunction(request());
        }
      } finally {
        channel.shutdownNow();
      }
    }
  }

  /** A Migration that is not there yet, and what waits for it. */
  private static RunFunctionRequest request() {
    var gate = struct(Map.of("after", list(text("migration")), "hold", list(map(Map.of("resource", text("app"))))));
    var gates = list(Value.newBuilder().setStructValue(gate).build());
    var input = struct(Map.of("apiVersion", text("gate.fn.sluice.dev/v1beta1"), "kind", text("Gate"), "gates", gates));
    var inline = map(Map.of("V1__orders.sql", text("CREATE TABLE orders (id bigint)")));
    var spec = map(Map.of("forProvider", map(Map.of("source", map(Map.of("inline", inline)), "target", text("1")))));
    var migration = struct(Map.of("apiVersion", text("db.m.sluice.dev/v1alpha1"), "kind", text("Migration"), "spec", spec));
    var app = struct(Map.of("apiVersion", text("apps/v1"), "kind", text("Deployment"), "spec", map(Map.of("template", map(Map.of("spec", map(Map.of())))))));
    var desired = State.newBuilder().putResources("migration", resource(migration)).putResources("app", resource(app));
    return RunFunctionRequest.newBuilder().setDesired(desired).setInput(input).build();
  }

  private static Resource resource(Struct object) {
    return Resource.newBuilder().setResource(object).build();
  }

  private static Struct struct(Map<String, Value> fields) {
    return Struct.newBuilder().putAllFields(fields).build();
  }

  private static Value map(Map<String, Value> fields) {
    return Value.newBuilder().setStructValue(struct(fields)).build();
  }

  private static Value list(Value... values) {
    return Value.newBuilder().setListValue(ListValue.newBuilder().addAllValues(java.util.List.of(values))).build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }
}
