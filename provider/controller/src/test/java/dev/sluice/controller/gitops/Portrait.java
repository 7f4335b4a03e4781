package dev.sluice.controller.gitops;

import dev.sluice.controller.testbed.Space;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An object as {@code kubectl get -o yaml} shows it, without what differs from one run of a test to the next. */
final class Portrait {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();
  private static final Pattern TIME = Pattern.compile("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]+(\\.[0-9]+)?Z");
  private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern PORT = Pattern.compile("(127\\.0\\.0\\.1|localhost)(:| port )[0-9]+");
  private static final Pattern GENERATED = Pattern.compile("\"executionMillis\":[0-9]+");

  private Portrait() {}

  static Map<String, Object> of(GenericKubernetesResource object, Space space) {
    return Customization.yaml(plain(JSON.asJson(bare(object)), space));
  }

  static String plain(String text, Space space) {
    var plain = text.replace(space.name() + "-", "").replace(space.name() + "_", "").replace(space.name(), "shop");
    plain = TIME.matcher(plain).replaceAll("2026-11-23T10:00:00Z");
    plain = UID.matcher(plain).replaceAll("5d1f9c52-0c0a-4b6e-9a53-3a8ad3e7c1aa");
    plain = GENERATED.matcher(plain).replaceAll("\"executionMillis\":4");
    return PORT.matcher(plain).replaceAll("pg.shop.svc$25432");
  }

  /** In one line each, without the messages. */
  static List<String> conditions(Map<String, Object> object) {
    var status = Customization.map(object.getOrDefault("status", Map.of()));
    return ((List<?>) status.getOrDefault("conditions", List.of()))
        .stream()
            .map(Customization::map)
            .map(c -> c.get("type") + "=" + c.get("status") + "/" + c.get("reason"))
            .sorted()
            .collect(Collectors.toList());
  }

  /** kubectl doesn't show managedFields either. */
  private static Map<String, Object> bare(GenericKubernetesResource object) {
    var map = new TreeMap<>(Customization.yaml(JSON.asJson(object)));
    var metadata = new TreeMap<>(Customization.map(map.get("metadata")));
    metadata.remove("managedFields");
    metadata.put("resourceVersion", "1000");
    map.put("metadata", metadata);
    return map;
  }
}
