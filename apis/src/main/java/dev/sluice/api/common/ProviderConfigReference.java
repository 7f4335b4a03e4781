package dev.sluice.api.common;

import com.fasterxml.jackson.annotation.JsonInclude;

/** Whose credentials to use. {@code kind} is given by the namespaced flavour only. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderConfigReference(String kind, String name) {}
