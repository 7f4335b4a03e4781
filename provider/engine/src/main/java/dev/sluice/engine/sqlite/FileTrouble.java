package dev.sluice.engine.sqlite;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** What the file system says, in words. */
final class FileTrouble {
  private FileTrouble() {}

  static String words(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "access is denied";
      case NoSuchFileException _ -> "there is no such folder";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> "the file system failed";
    };
  }

  /** @param doing such as {@code SQLite database orders can't be created} */
  static EngineException failure(String doing, IOException e) {
    String words = words(e);
    String message = doing + ": " + words + ".";
    if (words.contains("No space") || words.contains("quota")) {
      return new EngineException(new Failure.Transient(Reasons.DISK_FULL, message + " Make room on the volume.", Optional.empty()));
    }
    return new EngineException(
        new Failure.MissingRight(
            Reasons.MISSING_RIGHT, message + " Allow it to the provider's user, and mount the volume for writing.", Optional.empty()));
  }
}
