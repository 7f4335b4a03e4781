package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/** What the machine and the product do without any operator, while none runs. */
record PlainBlock(Servers servers, Path work, int samples, Progress progress) {
  private static final int WARM_UP = 3;

  PlainBlock {
    requireNonNull(servers, "servers is null");
    requireNonNull(work, "work is null");
    requireNonNull(progress, "progress is null");
  }

  Section run() {
    PlainBaseline plain = new PlainBaseline(servers.product(), work);
    Samples measured = new Samples();
    for (int i = 0; i < WARM_UP + samples; i++) {
      plain.round("bare" + i, i < WARM_UP ? new Samples() : measured);
    }
    progress.say("plain: " + samples + " samples");
    Table table = new Table("seconds", "median", "min-max");
    plain.rows().forEach(row -> measured.of(row)
        .ifPresent(own -> table.row(row, Distribution.text(own.median()), own.range())));
    return new Section("Without an operator", "While no provider runs. Files by " + plain.work().filesBy() + ".\n\n" + table.markdown());
  }
}
