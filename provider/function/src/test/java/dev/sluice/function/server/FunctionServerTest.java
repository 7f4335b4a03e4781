package dev.sluice.function.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.function.gate.Fixture;
import dev.sluice.function.gate.GateFunction;
import dev.sluice.function.proto.FunctionRunnerServiceGrpc;
import dev.sluice.function.proto.RunFunctionRequest;
import dev.sluice.function.proto.RunFunctionResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FunctionServerTest {
  private static final RunFunctionResponse ANSWER = RunFunctionResponse.getDefaultInstance();

  private static Listening plain(int maxBytes, int maxCalls, Duration timeout) {
    return new Listening(Optional.of("127.0.0.1"), 0, Optional.empty(), maxBytes, maxCalls, timeout, Duration.ofSeconds(10));
  }

  private static FunctionServer start(Function<RunFunctionRequest, RunFunctionResponse> function) {
    return FunctionServer.start(plain(1 << 20, 2, Duration.ofSeconds(30)), function);
  }

  @Test
  void theGateAnswersOverTheWire() {
    var request = Fixture.named("update-running").asked();

    try (var server = start(new GateFunction()::run); var caller = Caller.inPlain(server)) {
      assertThat(caller.call(request)).isEqualTo(new GateFunction().run(request));
    }
  }

  @Test
  void theOlderServiceAnswersTheSame() {
    var request = Fixture.named("update-running").asked();
    var older = FunctionRunnerServiceGrpc.getRunFunctionMethod().toBuilder().setSchemaDescriptor(null)
        .setFullMethodName(MethodDescriptor.generateFullMethodName("apiextensions.fn.proto.v1beta1.FunctionRunnerService", "RunFunction")).build();

    try (var server = start(new GateFunction()::run); var caller = Caller.inPlain(server)) {
      assertThat(ClientCalls.blockingUnaryCall(caller.channel(), older, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), request))
          .isEqualTo(new GateFunction().run(request));
    }
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() {
    var large = Value.newBuilder().setStringValue("x".repeat(2 << 20)).build();
    var request = RunFunctionRequest.newBuilder().setInput(Struct.newBuilder().putFields("a", large)).build();

    try (var server = start(_ -> ANSWER); var caller = Caller.inPlain(server)) {
      assertStatus(() -> caller.call(request), Status.Code.RESOURCE_EXHAUSTED);
      assertThat(caller.call("next")).isEqualTo(ANSWER);
    }
  }

  @Test
  void callsBeyondTheMostWaitOnOneConnectionAndAreRefusedOnAnother() throws Exception {
    try (var server = start(_ -> ANSWER); var one = Caller.inPlain(server); var other = Caller.inPlain(server)) {
      one.call("0");
      var first = begun(one, new CompletableFuture<>());
      var second = begun(one, new CompletableFuture<>());

      await().untilAsserted(() -> assertStatus(() -> briefly(other), Status.Code.RESOURCE_EXHAUSTED));
      var third = beside(() -> one.call("3"));
      assertStatus(() -> briefly(one), Status.Code.DEADLINE_EXCEEDED);
      assertThat(third).isNotDone();

      // What this client sends for a call that had to wait leaves with the next frame.
      first.cancel("enough", null);
      await().ignoreExceptions().until(() -> other.call("4").equals(ANSWER));
      second.cancel("enough", null);
      assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo(ANSWER);
    }
  }

  /** A call of which nothing but the headers is sent. As a unary call they would wait for the message. */
  private static ClientCall<?, ?> begun(Caller caller, CompletableFuture<Status> closed) {
    var method = FunctionRunnerServiceGrpc.getRunFunctionMethod().toBuilder().setSchemaDescriptor(null).setType(MethodDescriptor.MethodType.BIDI_STREAMING).build();
    var call = caller.channel().newCall(method, CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {
      @Override
      public void onClose(Status status, Metadata trailers) {
        closed.complete(status);
      }
    }, new Metadata());
    call.request(1);
    return call;
  }

  /** The common pool may have one thread only. */
  private static <T> CompletableFuture<T> beside(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
  }

  private static void briefly(Caller caller) {
    FunctionRunnerServiceGrpc.newBlockingStub(caller.channel()).withDeadlineAfter(200, TimeUnit.MILLISECONDS).runFunction(RunFunctionRequest.getDefaultInstance());
  }

  private static RunFunctionResponse blocked(CountDownLatch release) {
    try {
      release.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ANSWER;
  }

  @Test
  void aRequestThatNeverEndsIsGivenUp() throws Exception {
    try (var server = FunctionServer.start(plain(1 << 20, 1, Duration.ofMillis(200)), _ -> ANSWER); var caller = Caller.inPlain(server)) {
      var closed = new CompletableFuture<Status>();
      begun(caller, closed);

      assertThat(closed.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      await().ignoreExceptions().until(() -> caller.call("next").equals(ANSWER));
    }
  }

  @Test
  void anErrorOfTheFunctionTellsNothingOfTheRequest() {
    try (var server = start(r -> { throw new IllegalStateException("secret " + r.getMeta().getTag()); }); var caller = Caller.inPlain(server)) {
      assertThatThrownBy(() -> caller.call("t1"))
          .isInstanceOfSatisfying(StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL))
          .hasMessageContaining("IllegalStateException")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void whatRunsIsFinishedBeforeTheEnd() throws Exception {
    var release = new CountDownLatch(1);
    var started = new CountDownLatch(1);
    var server = start(r -> {
      started.countDown();
      return blocked(release);
    });
    try (var caller = Caller.inPlain(server); var late = Caller.inPlain(server)) {
      var running = beside(() -> caller.call("1"));
      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

      var closing = beside(() -> {
        server.close();
        return true;
      });
      await().untilAsserted(() -> assertStatus(() -> briefly(late), Status.Code.UNAVAILABLE));
      assertThat(closing).isNotDone();
      release.countDown();

      assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo(ANSWER);
      closing.get(10, TimeUnit.SECONDS);
    } finally {
      server.close();
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed() {
    try (var server = start(_ -> ANSWER)) {
      var same = new Listening(Optional.of("127.0.0.1"), server.address().getPort(), Optional.empty(), 1, 1, Duration.ofSeconds(1), Duration.ZERO);

      assertThatThrownBy(() -> FunctionServer.start(same, _ -> ANSWER))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Integer.toString(server.address().getPort()))
          .hasMessageContaining("--address");
    }
  }

  private static void assertStatus(Runnable call, Status.Code code) {
    assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }
}
