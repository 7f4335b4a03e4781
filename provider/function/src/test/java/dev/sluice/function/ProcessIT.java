package dev.sluice.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.function.gate.Fixture;
import dev.sluice.function.gate.GateFunction;
import dev.sluice.function.proto.FunctionRunnerServiceGrpc;
import dev.sluice.function.proto.RunFunctionRequest;
import dev.sluice.function.proto.RunFunctionResponse;
import dev.sluice.local.process.LocalProcess;
import dev.sluice.local.process.PortRange;
import dev.sluice.local.process.ProcessCommand;
import io.grpc.InsecureChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is shipped: the jars of target/dist/lib. */
class ProcessIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String CONFIDENTIAL = "hunter2";

  @TempDir Path folder;

  private LocalProcess start(String... arguments) {
    var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xmx64m"));
    line.addAll(List.of("-cp", Path.of("target/dist/lib/*").toAbsolutePath().toString(), "dev.sluice.function.Main"));
    line.addAll(List.of(arguments));
    return LocalProcess.start(new ProcessCommand("function", folder.toAbsolutePath(), line));
  }

  private static String output(LocalProcess process) {
    try {
      return Files.readString(process.log());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static RunFunctionResponse call(int port, RunFunctionRequest request) {
    var channel = NettyChannelBuilder.forAddress("127.0.0.1", port, InsecureChannelCredentials.create()).build();
    try {
      return FunctionRunnerServiceGrpc.newBlockingStub(channel).withWaitForReady().withDeadlineAfter(60, TimeUnit.SECONDS).runFunction(request);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void itAnswersAndEndsInAnOrderlyWay() {
    var port = PortRange.freePort();
    var request = Fixture.named("update-running").asked();
    try (var function = start("--insecure", "--address", "127.0.0.1:" + port, "--log-format", "json")) {
      assertThat(call(port, request)).isEqualTo(new GateFunction().run(request));

      function.signal("TERM");

      assertThat(function.awaitExitCode(LONG)).hasValue(0);
      assertThat(output(function).lines().filter(l -> l.startsWith("{"))).anyMatch(l -> l.contains("Listening on"));
    }
  }

  @Test
  void nothingThatIsConfidentialIsLogged() {
    var port = PortRange.freePort();
    var request = Fixture.named("update-running").asked().toBuilder();
    request.getObservedBuilder().getCompositeBuilder().putConnectionDetails("password", ByteString.copyFromUtf8(CONFIDENTIAL));
    request.getDesiredBuilder().putResources("secret", Fixture.scene("release").getDesired().getResourcesOrThrow("service").toBuilder().putConnectionDetails("p", ByteString.copyFromUtf8(CONFIDENTIAL)).build());
    var malformed = request.clone();
    malformed.getInputBuilder().putFields(CONFIDENTIAL, malformed.getInput().getFieldsOrThrow("kind"));
    try (var function = start("--insecure", "--address", "127.0.0.1:" + port, "--debug")) {
      call(port, request.build());
      call(port, malformed.build());

      function.signal("TERM");

      assertThat(function.awaitExitCode(LONG)).hasValue(0);
      assertThat(output(function)).contains("RolloutHeld=").doesNotContain(CONFIDENTIAL).doesNotContain("registry.example.org");
    }
  }

  @Test
  void withoutCertificatesItSaysWhatToDo() {
    try (var function = start("--address", "127.0.0.1:0")) {
      assertThat(function.awaitExitCode(LONG)).hasValue(1);
      assertThat(output(function)).contains("TLS_SERVER_CERTS_DIR").contains("--insecure");
    }
  }

  @Test
  void anUnknownFlagIsRefused() {
    try (var function = start("--adress=:9443")) {
      assertThat(function.awaitExitCode(LONG)).hasValue(2);
      assertThat(output(function)).contains("--adress");
    }
  }

  @Test
  void theTrainingRunEndsByItself() {
    try (var function = start("--train")) {
      assertThat(function.awaitExitCode(LONG)).hasValue(0);
    }
  }
}
