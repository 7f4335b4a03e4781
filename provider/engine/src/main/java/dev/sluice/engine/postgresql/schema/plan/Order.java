package dev.sluice.engine.postgresql.schema.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/** Puts what is to be done in an order in which each thing comes after all that it needs; always the same one. */
final class Order {
  private final TreeSet<Vertex> waiting;
  private final TreeSet<Vertex> ready = new TreeSet<>();
  private final Set<Vertex> done = new HashSet<>();
  private final List<Vertex> order = new ArrayList<>();
  private final Map<Vertex, List<Vertex>> next = new HashMap<>();
  private final Map<Vertex, Integer> needs = new HashMap<>();
  private final BiPredicate<Vertex, Vertex> absorbs;
  private final BiConsumer<Vertex, Vertex> absorbed;

  private Order(Collection<Vertex> vertices, BiPredicate<Vertex, Vertex> absorbs, BiConsumer<Vertex, Vertex> absorbed) {
    this.waiting = new TreeSet<>(vertices);
    this.absorbs = absorbs;
    this.absorbed = absorbed;
    for (var vertex : vertices) {
      needs.put(vertex, vertex.after().size());
      vertex.after().forEach(before -> next.computeIfAbsent(before, any -> new ArrayList<>()).add(vertex));
      if (vertex.after().isEmpty()) {
        ready.add(vertex);
      }
    }
  }

  /**
   * @param absorbs whether the first, being done, may do the second with it if that needs nothing more
   * @param absorbed told where it does
   */
  static List<Vertex> of(Collection<Vertex> vertices, BiPredicate<Vertex, Vertex> absorbs, BiConsumer<Vertex, Vertex> absorbed) throws Cycle {
    var order = new Order(vertices, absorbs, absorbed);
    while (!order.waiting.isEmpty()) {
      order.next();
    }
    return order.order;
  }

  private void next() throws Cycle {
    if (ready.isEmpty()) {
      throw new Cycle(circle());
    }
    var vertex = ready.stream().filter(one -> done.containsAll(one.preferablyAfter())).findFirst().orElseGet(ready::first);
    order.add(vertex);
    finish(vertex);
    for (var part : List.copyOf(next.getOrDefault(vertex, List.of()))) {
      if (ready.contains(part) && absorbs.test(vertex, part)) {
        absorbed.accept(vertex, part);
        finish(part);
      }
    }
  }

  private void finish(Vertex vertex) {
    waiting.remove(vertex);
    ready.remove(vertex);
    done.add(vertex);
    for (var after : next.getOrDefault(vertex, List.of())) {
      if (needs.merge(after, -1, Integer::sum) == 0) {
        ready.add(after);
      }
    }
  }

  /** From what waits back to what it waits for, until something comes twice. */
  private List<Vertex> circle() {
    var path = new ArrayList<Vertex>();
    var at = waiting.first();
    while (!path.contains(at)) {
      path.add(at);
      at = new TreeSet<>(at.after()).stream().filter(waiting::contains).findFirst().orElseThrow();
    }
    return path.subList(path.indexOf(at), path.size());
  }

  /** Each of these waits for the next, and the last for the first. */
  static final class Cycle extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Vertex> vertices;

    Cycle(List<Vertex> vertices) {
      super(vertices.toString());
      this.vertices = List.copyOf(vertices);
    }

    List<Vertex> vertices() {
      return vertices;
    }
  }
}
