package dev.sluice.engine.database;

/** What may be lost when a Database is deleted. */
public enum DropPolicy {
  /** Only a database that holds no user objects goes. */
  IF_EMPTY,
  /** It goes with all it holds, sessions ended, provided that we made it. */
  ALWAYS,
  /** It goes with all it holds, even where it was there before us. */
  ALWAYS_EVEN_ADOPTED
}
