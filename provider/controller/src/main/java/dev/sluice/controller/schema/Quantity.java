package dev.sluice.controller.schema;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sizes as Kubernetes writes them: a number, or one with K, M, G, T (powers of 1000) or Ki, Mi, Gi, Ti (of 1024). */
final class Quantity {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})([KMGT]?)(i?)");
  private static final List<String> POWERS = List.of("", "K", "M", "G", "T");

  private Quantity() {}

  /** @param field below {@code spec.forProvider}, for the message */
  static long bytes(String field, IntOrString size) {
    var text = size.getIntVal() == null ? size.getStrVal() : size.getIntVal().toString();
    var parts = SIZE.matcher(String.valueOf(text));
    if (!parts.matches() || parts.group(2).isEmpty() && !parts.group(3).isEmpty()) {
      throw new EngineException(
          new Failure.Permanent(
              "InvalidSpec", "spec.forProvider.%s is %s; write a number of bytes such as 1073741824 or 1Gi.".formatted(field, text), Optional.empty()));
    }
    var unit = BigInteger.valueOf(parts.group(3).isEmpty() ? 1000 : 1024).pow(POWERS.indexOf(parts.group(2)));
    return new BigInteger(parts.group(1)).multiply(unit).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }
}
