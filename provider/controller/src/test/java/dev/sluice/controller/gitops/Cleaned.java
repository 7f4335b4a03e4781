package dev.sluice.controller.gitops;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Argo CD makes of the object that an action returns: Lua has one kind of empty table, so an empty list where the object
 * had a map is taken for that map unchanged.
 *
 * <p>Source: argoproj/argo-cd, util/lua/lua.go, cleanReturnedObj.
 */
final class Cleaned {
  private Cleaned() {}

  static Map<String, Object> of(Map<String, Object> returned, Map<String, Object> before) {
    return Customization.map(clean(returned, numbers(before)));
  }

  /** Lua's numbers are all of one kind. */
  static Map<String, Object> numbers(Map<String, Object> object) {
    return Customization.map(number(object));
  }

  static Map<String, Object> withoutAnnotations(Map<String, Object> object) {
    var copy = new LinkedHashMap<>(object);
    var metadata = new LinkedHashMap<>(Customization.map(object.get("metadata")));
    metadata.remove("annotations");
    copy.put("metadata", metadata);
    return copy;
  }

  private static Object clean(Object after, Object before) {
    if (after instanceof List<?> list && list.isEmpty() && before instanceof Map<?, ?> map) {
      return map;
    }
    if (after instanceof Map<?, ?> map && before instanceof Map<?, ?> old) {
      var cleaned = new LinkedHashMap<Object, Object>();
      map.forEach((key, value) -> cleaned.put(key, clean(value, old.get(key))));
      return cleaned;
    }
    if (after instanceof List<?> list && before instanceof List<?> old) {
      var cleaned = new ArrayList<>();
      for (var i = 0; i < list.size(); i++) {
        cleaned.add(clean(list.get(i), i < old.size() ? old.get(i) : null));
      }
      return cleaned;
    }
    return after;
  }

  private static Object number(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<Object, Object>();
        map.forEach((key, item) -> copy.put(key, number(item)));
        yield copy;
      }
      case List<?> list -> list.stream().map(Cleaned::number).toList();
      case Integer integer -> integer.longValue();
      default -> value;
    };
  }
}
