package dev.sluice.api.common;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * The status of a managed resource.
 *
 * @param <O> what was observed on the database server
 * @param observedGeneration the newest generation that this status speaks for; -1 until the provider has seen the object
 * @param lastHandledReconcileAt echo of {@code crossplane.io/reconcile-requested-at} or {@code reconcile.fluxcd.io/requestedAt}
 * @param lastHandledRetry echo of {@code sluice.dev/retry}
 * @param lastHandledRepair echo of {@code sluice.dev/repair}
 * @param lastHandledApprove echo of {@code sluice.dev/approve}, for as long as that is there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManagedStatus<O>(
    Long observedGeneration,
    String lastHandledReconcileAt,
    String lastHandledRetry,
    String lastHandledRepair,
    String lastHandledApprove,
    O atProvider,
    List<Condition> conditions) {
  public ManagedStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  public static <O> ManagedStatus<O> empty() {
    return new ManagedStatus<>(null, null, null, null, null, null, null);
  }

  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }
}
