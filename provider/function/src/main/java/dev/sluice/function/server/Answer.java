package dev.sluice.function.server;

import dev.sluice.function.proto.RunFunctionRequest;
import dev.sluice.function.proto.RunFunctionResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one call. What is in it is never logged: it may hold connection details. */
final class Answer implements ServerCalls.UnaryMethod<RunFunctionRequest, RunFunctionResponse> {
  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

  private static final int FRAMES = 12;

  private final Function<RunFunctionRequest, RunFunctionResponse> function;

  Answer(Function<RunFunctionRequest, RunFunctionResponse> function) {
    this.function = function;
  }

  @Override
  public void invoke(RunFunctionRequest request, StreamObserver<RunFunctionResponse> observer) {
    if (Context.current().isCancelled()) {
      observer.onError(Status.CANCELLED.withDescription("nobody waits for this answer any more").asRuntimeException());
      return;
    }
    RunFunctionResponse response;
    var started = System.nanoTime();
    try {
      response = function.apply(request);
    } catch (RuntimeException e) {
      // Where it came from, without its message, which may quote the request.
      LOG.error("An error of the function, {}; nothing was changed. At {}", e.getClass().getName(), Arrays.stream(e.getStackTrace()).limit(FRAMES).toList());
      observer.onError(
          Status.INTERNAL.withDescription("An error of function-sluice (%s); its log has more.".formatted(e.getClass().getSimpleName())).asRuntimeException());
      return;
    }
    if (LOG.isDebugEnabled()) {
      LOG.debug("Call {} with {} desired resources took {} us: {}", request.getMeta().getTag(), request.getDesired().getResourcesCount(),
          (System.nanoTime() - started) / 1000,
          response.getConditionsList().stream().map(c -> c.getType() + "=" + c.getStatus() + "/" + c.getReason()).toList());
    }
    observer.onNext(response);
    observer.onCompleted();
  }
}
