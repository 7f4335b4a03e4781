package dev.sluice.local.benchmark;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Requests to the API server, watches left out.
 *
 * @param byWhat how many of each, such as {@code patch databases/status}; a refused one has its status code behind
 */
record Requests(SortedMap<String, Long> byWhat) {
  Requests {
    byWhat = new TreeMap<>(byWhat);
  }

  long total() {
    return byWhat.values().stream().mapToLong(Long::longValue).sum();
  }

  long writes() {
    return byWhat.entrySet().stream().filter(entry -> isWrite(entry.getKey())).mapToLong(Map.Entry::getValue).sum();
  }

  String per(int resources) {
    return number(total(), resources) + byWhat.entrySet().stream()
        .map(entry -> entry.getKey() + " " + number(entry.getValue(), resources))
        .collect(Collectors.joining(", ", " (", ")"));
  }

  /** Such as {@code 2 (list databases 2), 0 of them writes}. */
  String all() {
    return total() == 0 ? "0" : total() + byWhat.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", ", " (", ")")) + ", " + writes() + " of them writes";
  }

  private static boolean isWrite(String what) {
    return !what.startsWith("get ") && !what.startsWith("list ");
  }

  private static String number(long count, int resources) {
    return String.format(Locale.ROOT, "%.2f", (double) count / resources);
  }
}
