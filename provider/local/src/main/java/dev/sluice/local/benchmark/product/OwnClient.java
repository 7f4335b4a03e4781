package dev.sluice.local.benchmark.product;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A product's own client, found on this machine. */
interface OwnClient {

  /** Such as {@code `psql -f`}. */
  String words();

  String version();

  /** From the start of the program to its end. */
  Duration run(List<Path> files, String database);
}
