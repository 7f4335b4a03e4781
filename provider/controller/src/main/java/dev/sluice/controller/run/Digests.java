package dev.sluice.controller.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The digests of the last complete runs, newest first: pods of an old ReplicaSet may be waiting for one of them. */
public final class Digests {
  private static final int KEPT = 20;

  private Digests() {}

  /** @param before null for none */
  public static List<String> remembered(String newest, List<String> before) {
    var all = new ArrayList<String>();
    all.add(newest);
    Optional.ofNullable(before).orElse(List.of()).stream().filter(d -> !d.equals(newest)).forEach(all::add);
    return List.copyOf(all.subList(0, Math.min(KEPT, all.size())));
  }
}
