package dev.sluice.engine.postgresql.schema.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/** Puts what is to be done in an order in which each thing comes after all that it needs; always the same one. */
final class Order {
  private final TreeSet<Vertex> waiting;
  private final Set<Vertex> done = new HashSet<>();
  private final List<Vertex> order = new ArrayList<>();
  private final BiPredicate<Vertex, Vertex> absorbs;
  private final BiConsumer<Vertex, Vertex> absorbed;

  private Order(Collection<Vertex> vertices, BiPredicate<Vertex, Vertex> absorbs, BiConsumer<Vertex, Vertex> absorbed) {
    this.waiting = new TreeSet<>(vertices);
    this.absorbs = absorbs;
    this.absorbed = absorbed;
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
    for (var vertex : waiting) {
      if (ready(vertex) && done.containsAll(vertex.preferablyAfter())) {
        take(vertex);
        return;
      }
    }
    for (var vertex : waiting) {
      if (ready(vertex)) {
        take(vertex);
        return;
      }
    }
    throw new Cycle(circle());
  }

  private void take(Vertex vertex) {
    order.add(vertex);
    waiting.remove(vertex);
    done.add(vertex);
    for (var candidate : List.copyOf(waiting)) {
      if (absorbs.test(vertex, candidate) && ready(candidate)) {
        waiting.remove(candidate);
        done.add(candidate);
        absorbed.accept(vertex, candidate);
      }
    }
  }

  private boolean ready(Vertex vertex) {
    return done.containsAll(vertex.after());
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
