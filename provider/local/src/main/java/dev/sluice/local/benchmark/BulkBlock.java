package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.MeasuredProduct;
import java.util.List;
import java.util.Locale;

/** Many resources at once: Databases, Migrations, Roles and Schemas, each in every number asked for. */
record BulkBlock(Servers servers, List<Integer> counts, Progress progress) {
  private static final String TEXT = """
      Applied by a client with 16 connections. A Migration has 3 small files, a Role reads and writes rows, a Schema has 3 tables; \
      each of them has a database of its own, which was there before. Times begin with the first apply, each latency with the \
      resource's own, and end with the event on a watch. Client, API server, etcd%s and provider share the machine. The provider is restarted for each column, in one \
      control plane. %s""";

  BulkBlock {
    requireNonNull(servers, "servers is null");
    requireNonNull(progress, "progress is null");
    counts = List.copyOf(counts);
  }

  Section run() {
    Table table = new Table("");
    boolean complete = true;
    for (Kind kind : Kind.of(servers.product())) {
      for (int count : counts) {
        complete &= run(kind, count, table);
      }
    }
    return new Section("Many at once", text(servers.product()) + "\n\n" + table.markdown(), complete);
  }

  static String column(Kind kind, int count) {
    return String.format(Locale.ROOT, "%,d %s", count, kind.title());
  }

  private static String text(MeasuredProduct product) {
    return TEXT.formatted(product.pid().isPresent() ? ", " + product.engine().id() : "", product.remarks().costs());
  }

  private boolean run(Kind kind, int count, Table table) {
    try {
      new BulkRun(servers, kind, count, table, progress).run();
      return true;
    } catch (RuntimeException e) {
      // The other columns are worth having; this one says what happened.
      progress.say("bulk: " + column(kind, count) + " FAILED: " + Section.words(e));
      table.put("**failed**", column(kind, count), Section.words(e));
      return false;
    }
  }
}
