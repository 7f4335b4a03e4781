package dev.sluice.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.common.Condition;
import java.util.List;

/** @param users how many managed resources use it, those being deleted included */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderConfigStatus(
    Long observedGeneration, Long users, String serverVersion, List<Condition> conditions) {
  public ProviderConfigStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
