package dev.sluice.controller.managed;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.Set;

/** What the API server refuses because of what a manifest asks for: its author should see why, and not our log alone. */
final class Refusals {
  private static final int TOO_MANY_REQUESTS = 429;

  /** These go away by themselves, or are about us. */
  private static final Set<Integer> OTHERS =
      Set.of(
          HttpURLConnection.HTTP_UNAUTHORIZED,
          HttpURLConnection.HTTP_CLIENT_TIMEOUT,
          HttpURLConnection.HTTP_CONFLICT,
          TOO_MANY_REQUESTS);

  private Refusals() {}

  private static boolean is(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND ? isOfNamespace(e) : e.getCode() >= 400 && e.getCode() < 500 && !OTHERS.contains(e.getCode());
  }

  /** Anything else that isn't found is what we were about to write, and went a moment ago. */
  private static boolean isOfNamespace(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getDetails() != null && "namespaces".equals(e.getStatus().getDetails().getKind());
  }

  /**
   * As a failure to be tried again now and then, since what it takes may be done elsewhere; the exception itself where the
   * manifest has no part in it.
   *
   * @param what was refused
   * @param remedy a sentence
   */
  static RuntimeException of(String reason, String what, KubernetesClientException e, String remedy) {
    if (!is(e)) {
      return e;
    }
    var why = e.getStatus() == null || e.getStatus().getMessage() == null ? "HTTP " + e.getCode() : e.getStatus().getMessage();
    var message = "The API server refused %s: %s. %s".formatted(what, why.replaceAll("[.]+$", ""), remedy);
    return new EngineException(new Failure.MissingRight(reason, message, Optional.empty()));
  }
}
