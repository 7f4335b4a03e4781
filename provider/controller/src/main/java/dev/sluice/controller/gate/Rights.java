package dev.sluice.controller.gate;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether the provider may do what the gate needs, in all namespaces. */
final class Rights {
  private static final List<Right> NEEDED =
      List.of(new Right("list", ""), new Right("watch", ""), new Right("get", ""), new Right("patch", ""), new Right("patch", "status"));

  private final KubernetesClient client;

  private record Right(String verb, String subresource) {
    @Override
    public String toString() {
      return verb + " pods" + (subresource.isEmpty() ? "" : "/" + subresource);
    }
  }

  Rights(KubernetesClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  /** The first one that it lacks, in words; each costs a request. */
  Optional<String> missing() {
    return NEEDED.stream().filter(r -> !has(r)).findFirst().map(Right::toString);
  }

  private boolean has(Right right) {
    var review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withVerb(right.verb)
            .withResource("pods")
            .withSubresource(right.subresource)
            .endResourceAttributes()
            .endSpec()
            .build();
    var answer = client.authorization().v1().selfSubjectAccessReview().create(review).getStatus();
    return answer != null && answer.getAllowed();
  }
}
