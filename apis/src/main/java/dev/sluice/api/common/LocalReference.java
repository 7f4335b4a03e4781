package dev.sluice.api.common;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Names a Secret or ConfigMap. {@code namespace} exists only in the cluster-scoped flavour: a namespaced resource reads
 * in its own namespace, whatever its manifest says.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalReference(String name, String namespace) {}
