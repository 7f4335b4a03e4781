package dev.sluice.controller.gitops;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The scripts of one kind, as texts.
 *
 * @param discovery says which actions there are; absent where there are none
 * @param actions by name
 */
public record Customization(String health, Optional<String> discovery, Map<String, String> actions) {
  public static final Path TREE = Path.of("../../package/argocd/resource_customizations").toAbsolutePath().normalize();
  static final Path CONFIG_MAP = TREE.resolveSibling("argocd-cm.yaml");

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  public Customization {
    actions = Map.copyOf(actions);
  }

  /** What Argo CD makes of an object, by the script that is shipped for its kind. */
  public static Health health(Map<String, Object> object) {
    return of(object).healthOf(object);
  }

  static Customization of(Map<String, Object> object) {
    var apiVersion = object.get("apiVersion").toString();
    return of(TREE.resolve(apiVersion.substring(0, apiVersion.indexOf('/'))).resolve(object.get("kind").toString()));
  }

  static Customization of(Path folder) {
    var actions = new HashMap<String, String>();
    for (var action : folders(folder.resolve("actions"))) {
      if (!action.endsWith("testdata")) {
        actions.put(action.getFileName().toString(), read(action.resolve("action.lua")));
      }
    }
    var discovery = folder.resolve("actions/discovery.lua");
    return new Customization(
        read(folder.resolve("health.lua")), Files.exists(discovery) ? Optional.of(read(discovery)) : Optional.empty(), actions);
  }

  /** By {@code <group>/<kind>}. */
  static Map<String, Customization> ofTree() {
    var all = new TreeMap<String, Customization>();
    for (var folder : kinds()) {
      all.put(TREE.relativize(folder).toString(), of(folder));
    }
    return all;
  }

  static List<Path> kinds() {
    return folders(TREE).stream().flatMap(group -> folders(group).stream()).toList();
  }

  /** By {@code <group>/<kind>}, as argocd-cm.yaml has them. */
  static Map<String, Customization> ofConfigMap() {
    var all = new TreeMap<String, Customization>();
    var data = data();
    for (var key : data.keySet()) {
      var prefix = "resource.customizations.health.";
      if (key.startsWith(prefix)) {
        var kind = key.substring(prefix.length());
        var actions = actions(data.get("resource.customizations.actions." + kind));
        all.put(kind.replace('_', '/'), new Customization(data.get(key), Optional.ofNullable(actions.remove("discovery.lua")), actions));
      }
    }
    return all;
  }

  static Map<String, String> data() {
    var data = new TreeMap<String, String>();
    ((Map<?, ?>) yaml(read(CONFIG_MAP)).get("data")).forEach((key, value) -> data.put(key.toString(), value.toString()));
    return data;
  }

  Health healthOf(Map<String, Object> object) {
    return Health.of(new ArgoLua(NOW).run(health, object, Map.of()));
  }

  /** By name; an action's {@code disabled}, {@code displayName} and so on. */
  Map<String, Map<String, Object>> discovered(Map<String, Object> object) {
    var found = new TreeMap<String, Map<String, Object>>();
    ((Map<?, ?>) new ArgoLua(NOW).run(discovery.orElseThrow(), object, Map.of())).forEach((name, action) -> found.put(name.toString(), map(action)));
    return found;
  }

  Map<String, Object> act(String action, Map<String, Object> object, Map<String, String> parameters) {
    return map(new ArgoLua(NOW).run(actions.get(action), object, parameters));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> yaml(String text) {
    return YAML.unmarshal(text, Map.class);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> actions(String text) {
    var scripts = new HashMap<String, String>();
    if (text != null) {
      var actions = yaml(text);
      scripts.put("discovery.lua", actions.get("discovery.lua").toString());
      for (var definition : (List<?>) actions.get("definitions")) {
        scripts.put(map(definition).get("name").toString(), map(definition).get("action.lua").toString());
      }
    }
    return scripts;
  }

  private static List<Path> folders(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return new ArrayList<>(entries.filter(Files::isDirectory).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
