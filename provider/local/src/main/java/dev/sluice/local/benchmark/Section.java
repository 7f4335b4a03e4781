package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

/**
 * A part of the report, ready for Markdown.
 *
 * @param complete whether all of it could be measured
 */
record Section(String title, String text, boolean complete) {
  Section {
    requireNonNull(title, "title is null");
    requireNonNull(text, "text is null");
  }

  Section(String title, String text) {
    this(title, text, true);
  }

  static Section failed(String title, Throwable failure) {
    return new Section(title, "**Failed**, no figures: " + Section.words(failure), false);
  }

  /** The failure and its causes in one line. */
  static String words(Throwable failure) {
    String own = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    String line = own.strip().replaceAll("\\s*\\R\\s*", " / ");
    return failure.getCause() == null || own.contains(String.valueOf(failure.getCause().getMessage()))
        ? line
        : line + ": " + words(failure.getCause());
  }

  String markdown() {
    return "### " + title + "\n\n" + text;
  }
}
