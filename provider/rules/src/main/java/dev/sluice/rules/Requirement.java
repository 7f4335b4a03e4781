package dev.sluice.rules;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One thing that must be applied: {@code [cluster:][migration/|schema/]name[>=version|@sha256:digest]}. Blanks around its parts
 * don't count.
 *
 * @param cluster whether the object is one of the cluster flavour rather than of one's own namespace
 * @param kind empty where the name alone says which object is meant
 */
public record Requirement(boolean cluster, Optional<RequiredKind> kind, String name, Need need) {
  private static final String CLUSTER = "cluster:";
  private static final String HOW = "write name>=version, name@sha256:<digest> or a name alone";
  private static final int LONGEST_NAME = 253;
  /** A DNS subdomain, as the API server has it. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /** @throws IllegalArgumentException where the name can't be an object's */
  public Requirement {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(need, "need");
    if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'%s' is no object's name".formatted(name));
    }
  }

  /** @throws IllegalArgumentException that quotes the text and says what to write */
  public static Requirement parse(String text) {
    var rest = text.strip();
    try {
      var cluster = rest.startsWith(CLUSTER);
      if (cluster) {
        rest = rest.substring(CLUSTER.length()).strip();
      }
      var end = endOfName(rest);
      var need = need(rest.substring(end));
      var name = rest.substring(0, end).strip();
      var slash = name.indexOf('/');
      return slash < 0
          ? new Requirement(cluster, Optional.empty(), name, need)
          : new Requirement(cluster, Optional.of(kind(name.substring(0, slash).strip())), name.substring(slash + 1).strip(), need);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("in '%s': %s; %s".formatted(text.strip(), e.getMessage(), HOW), e);
    }
  }

  private static int endOfName(String text) {
    for (var i = 0; i < text.length(); i++) {
      if ("<>=!~@".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private static Need need(String text) {
    if (text.isEmpty()) {
      return new Need.Everything();
    }
    if (text.startsWith("@")) {
      return new Need.Files(text.substring(1).strip());
    }
    if (text.startsWith(">=")) {
      return new Need.AtLeast(Version.parse(text.substring(2).strip()));
    }
    throw new IllegalArgumentException("'%s' compares by something else than >= or @".formatted(text));
  }

  private static RequiredKind kind(String word) {
    return RequiredKind.of(word)
        .orElseThrow(() -> new IllegalArgumentException("'%s' is no kind: before the slash stands migration or schema".formatted(word)));
  }

  /** What it names, without how far it must have come. */
  public String object() {
    return (cluster ? CLUSTER : "") + kind.map(k -> k.word() + "/").orElse("") + name;
  }

  /** As the annotation writes it, without blanks. */
  @Override
  public String toString() {
    return object() + need;
  }
}
