package dev.sluice.controller.runtime;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * Counts what the API server was asked and how it answered.
 *
 * <p>Name: client-go, tools/metrics.
 */
final class ApiRequests implements Interceptor {
  private static final String NAME = "rest.client.requests";

  private final MeterRegistry registry;

  ApiRequests(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  @Override
  public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    count(request, Integer.toString(response.code()));
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    count(request, "<error>");
  }

  private void count(HttpRequest request, String code) {
    registry.counter(NAME, "code", code, "method", request.method(), "host", request.uri().getAuthority()).increment();
  }
}
