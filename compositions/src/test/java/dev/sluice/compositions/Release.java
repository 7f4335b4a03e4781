package dev.sluice.compositions;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What Git says at one commit.
 *
 * @param version of the application, and of the schema that it needs
 * @param migrations SQL by file name
 * @param replicas absent where an autoscaler decides
 */
record Release(int version, Map<String, String> migrations, Optional<Integer> replicas) {
  /** Ends once the table {@code signals} has a row; each of its statements sees what others have committed meanwhile. */
  static final String WAITING = """
      DO $$ BEGIN WHILE NOT EXISTS (SELECT 1 FROM public.signals) LOOP PERFORM pg_sleep(0.1); END LOOP; END $$;""";

  Release {
    requireNonNull(replicas, "replicas is null");
    migrations = Map.copyOf(migrations);
  }

  static Release first() {
    return new Release(1, Map.of("V1__signals.sql", "CREATE TABLE public.signals (word text);"), Optional.empty());
  }

  Release next(String sql) {
    Map<String, String> more = new TreeMap<>(migrations);
    more.put("V" + (version + 1) + "__next.sql", sql);
    return new Release(version + 1, more, replicas);
  }

  /** The same version with its newest file as it should have been. */
  Release corrected(String sql) {
    Map<String, String> other = new TreeMap<>(migrations);
    other.put("V" + version + "__next.sql", sql);
    return new Release(version, other, replicas);
  }

  Release replicas(int count) {
    return new Release(version, migrations, Optional.of(count));
  }

  String image() {
    return "registry.example.org/orders:" + version;
  }

  String manifest(String kind, String namespace) {
    String files = new TreeMap<>(migrations).entrySet().stream()
        .map(file -> "      " + file.getKey() + ": |\n" + file.getValue().indent(8))
        .collect(Collectors.joining());
    return """
        apiVersion: platform.sluice.dev/v1alpha1
        kind: %s
        metadata:
          name: orders
          namespace: %s
        spec:
          image: %s
        %s  migrations:
            target: "%d"
            inline:
        """.formatted(kind, namespace, image(), replicas.map(count -> "  replicas: " + count + "\n").orElse(""), version) + files;
  }
}
