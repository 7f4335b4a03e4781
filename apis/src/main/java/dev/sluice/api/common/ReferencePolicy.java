package dev.sluice.api.common;

import com.fasterxml.jackson.annotation.JsonInclude;

/** Crossplane's reference policy. {@code resolve} is accepted for its sake; references are resolved at every reconcile. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReferencePolicy(String resolve, String resolution) {}
