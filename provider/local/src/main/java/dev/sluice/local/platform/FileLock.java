package dev.sluice.local.platform;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One holder per file, among all processes and all threads of one. The system frees it when the holder dies.
 */
public final class FileLock implements AutoCloseable {
  private final FileChannel channel;

  private FileLock(FileChannel channel) {
    this.channel = requireNonNull(channel, "channel is null");
  }

  /**
   * Waits as long as another holder has the lock; {@code onWait} runs every ten seconds of it.
   */
  public static FileLock acquire(Path file, Runnable onWait) {
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel = FileChannel.open(file, CREATE, WRITE);
      while (true) {
        Optional<FileLock> lock = Deadline.in(Duration.ofSeconds(10)).poll(() -> tryLock(channel));
        if (lock.isPresent()) {
          return lock.get();
        }
        onWait.run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("lock file " + file + " can't be opened: make its folder writable", e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) {
    try {
      return channel.tryLock() == null ? Optional.empty() : Optional.of(new FileLock(channel));
    } catch (OverlappingFileLockException held) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
