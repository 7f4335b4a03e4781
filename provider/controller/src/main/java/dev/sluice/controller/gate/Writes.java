package dev.sluice.controller.gate;

import dev.sluice.controller.managed.Backoff;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to pods, beside the rounds: so many at once and no more, of one pod one at a time, and what failed again later.
 */
final class Writes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writes.class);
  private static final int AT_ONCE = 16;
  private static final int UNPROCESSABLE = 422;

  private final PodWriter writer;
  private final Surroundings surroundings;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gate-write-", 0).factory());
  /** Those on their way, and since when their pods are to be looked at again after them. */
  private final Map<Ref, Runnable> busy = new HashMap<>();

  private static final Runnable NOTHING = () -> {};

  /** Whom a write concerns beside the pod. */
  interface Surroundings {
    /** The pod as it is now, learnt beside the watch. */
    void learn(Waiter waiter, Pod pod);

    void forget(Waiter waiter);

    void later(Ref pod, Duration pause);

    /** Pods that can't be written may be a right that was taken away. */
    void forbidden();
  }

  Writes(PodWriter writer, Surroundings surroundings) {
    this.writer = Objects.requireNonNull(writer, "writer");
    this.surroundings = Objects.requireNonNull(surroundings, "surroundings");
  }

  /** Where one is on its way for the pod, {@code again} runs after it. */
  synchronized boolean isBusy(Ref pod, Runnable again) {
    return busy.computeIfPresent(pod, (p, before) -> again) != null;
  }

  /** @param wrote gets the API server's answer */
  void begin(Waiter waiter, Supplier<Pod> write, Consumer<Pod> wrote) {
    synchronized (this) {
      busy.put(waiter.ref(), NOTHING);
    }
    threads.execute(
        () -> {
          try {
            wrote.accept(limited(write));
            backoff.succeeded(waiter.uid());
          } catch (KubernetesClientException e) {
            failed(waiter, e);
          } catch (RuntimeException e) {
            LOG.error("Pod {}/{}: an error of the provider; it is tried again", waiter.namespace(), waiter.ref().name(), e);
            surroundings.later(waiter.ref(), backoff.next(waiter.uid()));
          } finally {
            end(waiter.ref());
          }
        });
  }

  /** It is gone, whoever let it go. */
  void forget(String uid) {
    backoff.succeeded(uid);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void end(Ref pod) {
    Runnable again;
    synchronized (this) {
      again = busy.remove(pod);
    }
    again.run();
  }

  private Pod limited(Supplier<Pod> write) {
    places.acquireUninterruptibly();
    try {
      return write.get();
    } finally {
      places.release();
    }
  }

  private void failed(Waiter waiter, KubernetesClientException e) {
    switch (e.getCode()) {
      case HttpURLConnection.HTTP_NOT_FOUND -> surroundings.forget(waiter);
      case HttpURLConnection.HTTP_CONFLICT, UNPROCESSABLE -> changedMeanwhile(waiter, e);
      case HttpURLConnection.HTTP_FORBIDDEN -> {
        surroundings.forbidden();
        again(waiter, e);
      }
      default -> again(waiter, e);
    }
  }

  /** Others write pods too: what they made of it is judged anew, at once. */
  private void changedMeanwhile(Waiter waiter, KubernetesClientException refusal) {
    try {
      var now = writer.read(waiter);
      if (now.isEmpty()) {
        surroundings.forget(waiter);
      } else if (now.get().getMetadata().getResourceVersion().equals(waiter.pod().getMetadata().getResourceVersion())) {
        again(waiter, refusal);
      } else {
        surroundings.learn(waiter, now.get());
      }
    } catch (KubernetesClientException e) {
      again(waiter, e);
    }
  }

  private void again(Waiter waiter, KubernetesClientException e) {
    var pause = backoff.next(waiter.uid());
    LOG.warn(
        "Pod {}/{} can't be written; tried again in {} ms: {}", waiter.namespace(), waiter.ref().name(), pause.toMillis(), e.getMessage());
    surroundings.later(waiter.ref(), pause);
  }
}
