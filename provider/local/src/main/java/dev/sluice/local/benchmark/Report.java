package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.MeasuredEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Runs the blocks one after another; one that fails says so in its place and doesn't keep the others from running. */
final class Report {
  private final Servers servers;
  private final Path work;
  private final int samples;
  private final List<Integer> counts;
  private final Duration idle;
  private final Progress progress;
  private boolean failed;

  Report(Servers servers, Path work, int samples, List<Integer> counts, Duration idle, Progress progress) {
    this.servers = requireNonNull(servers, "servers is null");
    this.work = requireNonNull(work, "work is null");
    this.samples = samples;
    this.counts = List.copyOf(counts);
    this.idle = requireNonNull(idle, "idle is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  String run(MachineFacts machine, Set<Block> blocks) {
    List<Section> sections = new ArrayList<>();
    if (blocks.contains(Block.PLAIN)) {
      sections.addAll(attempt("Without an operator", () -> List.of(new PlainBlock(servers, work, samples, progress).run())));
    }
    if (blocks.contains(Block.SINGLE)) {
      sections.addAll(0, attempt("One resource at a time", () -> List.of(new SingleBlock(servers, work, samples, progress).run())));
    }
    if (blocks.contains(Block.BULK)) {
      sections.addAll(attempt("Many at once", () -> List.of(new BulkBlock(servers, counts, progress).run())));
    }
    if (blocks.contains(Block.IDLE)) {
      sections.addAll(attempt("Idle and start",
          () -> new IdleBlock(servers, Collections.max(counts), idle, progress).run()));
    }
    if (blocks.contains(Block.GATE)) {
      sections.addAll(attempt("Pod gate", () -> new GateBlock(servers, samples, progress).run()));
    }
    sections.addFirst(machine.section(servers));
    if (servers.product().engine() == MeasuredEngine.POSTGRESQL && blocks.stream().anyMatch(block -> block != Block.GATE)) {
      sections.add(Rivals.section());
    }
    failed = !sections.stream().allMatch(Section::complete);
    return sections.stream().map(Section::markdown).collect(Collectors.joining("\n\n"));
  }

  /** Whether any figure is missing because of a failure. */
  boolean failed() {
    return failed;
  }

  private List<Section> attempt(String title, Supplier<List<Section>> block) {
    try {
      return block.get();
    } catch (RuntimeException e) {
      progress.say(title + " FAILED: " + Section.words(e));
      return List.of(Section.failed(title, e));
    }
  }
}
