package dev.sluice.controller.gitops;

import java.util.List;
import java.util.Set;

/** What Git holds at one revision. Two commits of the same content are two revisions. */
final class Commit {
  private final String message;
  private final List<Manifest> manifests;

  /** @param name of the resource within the commit */
  record Manifest(int wave, String name, String yaml) {}

  Commit(String message, Manifest... manifests) {
    this.message = message;
    this.manifests = List.of(manifests);
  }

  List<Manifest> manifests() {
    return manifests;
  }

  List<Manifest> only(Set<String> names) {
    return manifests.stream().filter(m -> names.contains(m.name())).toList();
  }

  Commit reverted() {
    return new Commit("Revert to " + message, manifests.toArray(Manifest[]::new));
  }

  @Override
  public String toString() {
    return message;
  }
}
