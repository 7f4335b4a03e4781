package dev.sluice.local.controlplane;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.binary.BinaryFolder;
import dev.sluice.local.binary.BinarySource;
import dev.sluice.local.binary.GoProgram;
import dev.sluice.local.platform.Deadline;
import dev.sluice.local.process.WorkFolder;
import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.BinaryDownloader;
import io.fabric8.kubeapitest.binary.OSInfo;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * The archive that the Kubernetes project publishes for tests, fetched by kube-api-test: etcd, kube-apiserver and
 * kubectl. Not every patch version is published; another one of the same minor version does as well.
 */
record OfficialDownload(Path cache, Consumer<String> progress) implements BinarySource {
  private static final Set<Binary> CONTENT = EnumSet.of(Binary.ETCD, Binary.KUBE_APISERVER, Binary.KUBECTL);
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(8);
  private static final Duration PROGRESS = Duration.ofSeconds(10);

  OfficialDownload {
    requireNonNull(cache, "cache is null");
    requireNonNull(progress, "progress is null");
  }

  @Override
  public Optional<Path> find(GoProgram binary) {
    if (!CONTENT.contains(binary)) {
      return Optional.empty();
    }
    progress.accept("downloading etcd, kube-apiserver and kubectl " + Binary.KUBERNETES_VERSION);
    // The library takes a folder that exists for a finished download, so each attempt has a folder of its own.
    try (WorkFolder work = WorkFolder.temporary("download")) {
      download(work.path()).ifPresent(this::keep);
    }
    return new BinaryFolder(cache).find(binary);
  }

  private Optional<Path> download(Path folder) {
    long before = temporaryBytes();
    CompletableFuture<Path> download = new CompletableFuture<>();
    // The library sets no time limits: a daemon thread that hangs in a connection attempt is left behind.
    Thread.ofPlatform().daemon().name("control-plane-download").start(() -> {
      try {
        download.complete(fetch(folder));
      } catch (RuntimeException e) {
        download.completeExceptionally(e);
      }
    });
    long started = System.nanoTime();
    boolean alive = Deadline.in(SIGN_OF_LIFE).await(() -> download.isDone() || temporaryBytes() > before);
    while (alive && !download.isDone()) {
      long seen = temporaryBytes();
      alive = Deadline.in(PROGRESS).await(download::isDone) || temporaryBytes() > seen;
      progress.accept("downloading the control plane: %d MB, %d s".formatted(
          (temporaryBytes() - before) / 1_000_000, Duration.ofNanos(System.nanoTime() - started).toSeconds()));
    }
    try {
      if (!download.isDone()) {
        progress.accept("the download of the control plane doesn't move: trying the next way");
        return Optional.empty();
      }
      return Optional.of(download.join());
    } catch (CompletionException e) {
      progress.accept("the control plane can't be downloaded from here: trying the next way");
      return Optional.empty();
    }
  }

  private static Path fetch(Path folder) {
    BinaryDownloader downloader = new BinaryDownloader(folder.toString(), new OSInfo());
    try {
      return downloader.download(Binary.KUBERNETES_VERSION).toPath();
    } catch (KubeAPITestException notPublished) {
      String minor = Binary.KUBERNETES_VERSION.substring(0, Binary.KUBERNETES_VERSION.lastIndexOf('.'));
      return downloader.downloadLatestWildcard(minor + ".*").toPath();
    }
  }

  private void keep(Path downloaded) {
    try {
      for (Binary binary : CONTENT) {
        Path file = downloaded.resolve(binary.program());
        if (Files.isRegularFile(file)) {
          Path unfinished = cache.resolve(binary.program() + ".tmp");
          Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING);
          unfinished.toFile().setExecutable(true);
          // Another process never sees half a program.
          Files.move(unfinished, cache.resolve(binary.program()),
              StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the downloaded control plane can't be kept in " + cache, e);
    }
  }

  /** The library downloads into a temporary file that only its name tells. */
  private static long temporaryBytes() {
    File[] files = new File(System.getProperty("java.io.tmpdir"))
        .listFiles((folder, name) -> name.startsWith("kubebuilder-tools"));
    long bytes = 0;
    for (File file : files == null ? new File[0] : files) {
      bytes += file.length();
    }
    return bytes;
  }
}
