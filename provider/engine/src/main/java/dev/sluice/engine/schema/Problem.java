package dev.sluice.engine.schema;

import java.util.Objects;

/**
 * Why a plan can't be had.
 *
 * @param reason a CamelCase word
 * @param message names the thing, the cause and the remedy
 */
public record Problem(String reason, ObjectName object, String message) {
  public static final String NOT_SUPPORTED = "NotSupported";
  public static final String EXCLUDED_DEPENDENT = "ExcludedDependent";
  public static final String NOT_PROVEN = "NotProven";

  public Problem {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(message, "message");
  }
}
