package dev.sluice.function.gate;

import com.google.protobuf.Struct;
import dev.sluice.function.field.FieldPath;
import dev.sluice.rules.SourceDigest;
import dev.sluice.rules.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where the files of a Migration or Schema come from, as its spec has it.
 *
 * @param inline texts by file name
 * @param stated the digest that the spec says its files have; the provider applies no others
 */
record Source(Map<String, String> inline, List<ConfigMap> configMaps, boolean hasSecrets, Optional<String> stated) {
  private static final FieldPath NAME = FieldPath.of("name");
  private static final FieldPath NAMESPACE = FieldPath.of("namespace");
  private static final FieldPath DATA = FieldPath.of("data");

  Source {
    inline = Map.copyOf(inline);
    configMaps = List.copyOf(configMaps);
  }

  /** One that holds files. */
  record ConfigMap(String namespace, String name) {
    /** How it is asked for from Crossplane. */
    String key() {
      return "configmap/" + namespace + "/" + name;
    }

    @Override
    public String toString() {
      return "ConfigMap " + namespace + "/" + name;
    }
  }

  /**
   * @param section {@code source} of a Migration, {@code desired} of a Schema
   * @param namespace where the resource is; empty for one of the cluster flavour, whose references name theirs
   */
  static Source of(Struct section, Optional<String> namespace) {
    var inline = new HashMap<String, String>();
    FieldPath.of("inline").struct(section).orElseGet(Struct::getDefaultInstance).getFieldsMap()
        .forEach((name, text) -> inline.put(name, text.getStringValue()));
    var configMaps = new ArrayList<ConfigMap>();
    for (var reference : FieldPath.of("configMapRefs").list(section)) {
      var fields = reference.getStructValue();
      configMaps.add(new ConfigMap(namespace.or(() -> NAMESPACE.text(fields)).orElse(""), NAME.text(fields).orElse("")));
    }
    return new Source(inline, configMaps, !FieldPath.of("secretRefs").list(section).isEmpty(), FieldPath.of("digest").text(section));
  }

  /** What can be known of the files. */
  sealed interface Files {
    /** @param newest the highest version among them; empty where they have none, or where only their digest is known */
    record Known(String digest, Optional<Version> newest) implements Files {}

    record Missing(ConfigMap configMap) implements Files {}

    record Unprovable(String why) implements Files {}
  }

  /**
   * @param found ConfigMaps by {@link ConfigMap#key}, as far as they are there
   * @param kept which of the texts are files
   */
  Files files(Map<String, Struct> found, UnaryOperator<Map<String, String>> kept) {
    if (stated.isPresent()) {
      return new Files.Known(stated.get(), Optional.empty());
    }
    if (hasSecrets) {
      return new Files.Unprovable("some of its files are in Secrets, which this function doesn't read");
    }
    var texts = new HashMap<>(inline);
    for (var configMap : configMaps) {
      var object = found.get(configMap.key());
      if (object == null) {
        return new Files.Missing(configMap);
      }
      for (var file : DATA.struct(object).orElseGet(Struct::getDefaultInstance).getFieldsMap().entrySet()) {
        if (texts.put(file.getKey(), file.getValue().getStringValue()) != null) {
          return new Files.Unprovable("%s is in %s and in another of its sources".formatted(file.getKey(), configMap));
        }
      }
    }
    var files = kept.apply(texts);
    return new Files.Known(SourceDigest.of(files), files.keySet().stream().map(Source::version).flatMap(Optional::stream).max(Comparator.naturalOrder()));
  }

  /** Of {@code V2__add_total.sql} and {@code B5__all.sql}; repeatable files have none. */
  private static Optional<Version> version(String file) {
    var end = file.indexOf("__");
    return end > 1 && (file.startsWith("V") || file.startsWith("B")) ? Version.of(file.substring(1, end)) : Optional.empty();
  }
}
