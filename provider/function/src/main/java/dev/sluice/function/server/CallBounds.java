package dev.sluice.function.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** So many calls at once over all connections, and each for so long at most. */
final class CallBounds implements ServerInterceptor {
  private final Semaphore permits;
  private final int most;
  private final Duration timeout;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("deadlines").factory());

  CallBounds(int most, Duration timeout) {
    this.permits = new Semaphore(most);
    this.most = most;
    this.timeout = timeout;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!permits.tryAcquire()) {
      call.close(Status.RESOURCE_EXHAUSTED.withDescription("%d calls are being worked on, which is the most; try again".formatted(most)), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    var closed = new AtomicBoolean();
    var bounded = new SimpleForwardingServerCall<Q, A>(call) {
      @Override
      public void close(Status status, Metadata trailers) {
        if (closed.compareAndSet(false, true)) {
          super.close(status, trailers);
        }
      }
    };
    var context = Context.current().withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS, clock);
    // A request that is sent bit by bit would hold its permit for ever.
    context.addListener(
        c -> {
          if (c.cancellationCause() instanceof TimeoutException) {
            bounded.close(Status.DEADLINE_EXCEEDED.withDescription("the call took longer than " + timeout), new Metadata());
          }
        },
        Runnable::run);
    return new Ending<>(Contexts.interceptCall(context, bounded, headers, next), context);
  }

  /** Gives the permit back, once. */
  private final class Ending<Q> extends SimpleForwardingServerCallListener<Q> {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Context.CancellableContext context;

    Ending(ServerCall.Listener<Q> inner, Context.CancellableContext context) {
      super(inner);
      this.context = context;
    }

    @Override
    public void onCancel() {
      end();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      end();
      super.onComplete();
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        permits.release();
        context.cancel(null);
      }
    }
  }
}
