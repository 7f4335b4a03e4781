package dev.sluice.api.common;

import com.fasterxml.jackson.annotation.JsonInclude;

/** Names another managed resource of the same scope (and namespace, where there is one). */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reference(String name, ReferencePolicy policy) {}
