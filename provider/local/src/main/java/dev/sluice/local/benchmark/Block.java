package dev.sluice.local.benchmark;

import java.util.Locale;

/** A part of the benchmark that can be run alone. */
enum Block {
  PLAIN, SINGLE, BULK, IDLE,
  /** The same for every database, so that it is measured, and written, apart from the others. */
  GATE;

  static Block of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
