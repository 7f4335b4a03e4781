package dev.sluice.local.postgresql;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL refuses to run as root. On Linux root may run it in a user namespace, in which it is nobody.
 */
record Unprivileged(List<String> prefix) {
  Unprivileged {
    prefix = List.copyOf(prefix);
  }

  /**
   * @throws IllegalStateException if this is root and there are no user namespaces
   */
  static Unprivileged current() {
    if (!effectiveUser(List.of()).equals("0")) {
      return new Unprivileged(List.of());
    }
    List<String> namespace = List.of("unshare", "-U");
    String inside = effectiveUser(namespace);
    if (inside.isEmpty() || inside.equals("0")) {
      throw new IllegalStateException("PostgreSQL doesn't run as root and this system allows no user namespaces"
          + " (unshare -U failed): run as another user");
    }
    return new Unprivileged(namespace);
  }

  private static String effectiveUser(List<String> prefix) {
    try {
      List<String> command = new ArrayList<>(prefix);
      command.addAll(List.of("id", "-u"));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes()).strip();
      return process.waitFor() == 0 ? output : "";
    } catch (IOException absent) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
