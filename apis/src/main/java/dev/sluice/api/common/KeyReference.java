package dev.sluice.api.common;

import com.fasterxml.jackson.annotation.JsonInclude;

/** One key of a Secret or ConfigMap; {@code namespace} as in {@link LocalReference}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyReference(String name, String namespace, String key) {}
