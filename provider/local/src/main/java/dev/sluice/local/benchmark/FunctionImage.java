package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.certificate.CertificateAuthority;
import dev.sluice.local.certificate.Pem;
import dev.sluice.local.process.LocalProcess;
import dev.sluice.local.process.PortRange;
import dev.sluice.local.process.ProcessCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The composition function as its image runs it, with the provider's flags and a cache of its own, over mutual TLS; and the
 * program that calls it, which is the same jars.
 *
 * @param work where certificates, cache and logs lie
 */
record FunctionImage(String classPath, Path work, int port) {
  private static final String MAIN = "dev.sluice.function.Main";
  private static final List<String> OWN_FLAGS = List.of("-XX:MaxRAM=" + ProviderImage.MEMORY_LIMIT + "m", "--sun-misc-unsafe-memory-access=allow");
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration START = Duration.ofSeconds(60);

  FunctionImage {
    requireNonNull(classPath, "classPath is null");
    requireNonNull(work, "work is null");
  }

  static FunctionImage prepare(Path libraries, Path work) {
    FunctionImage image = new FunctionImage(ProviderImage.jars(libraries), work, PortRange.freePort());
    CertificateAuthority authority = CertificateAuthority.create("crossplane");
    // As Crossplane has it: RSA on both sides.
    image.write("server", authority.issueRsaForServer("function-sluice"), authority);
    image.write("client", authority.issueForClient("crossplane", List.of()), authority);
    image.finish("training", image.line(List.of("-XX:AOTCacheOutput=" + image.cache()), "--train"));
    return image;
  }

  static String describe() {
    return "`" + String.join(" ", OWN_FLAGS) + " " + String.join(" ", ProviderImage.FLAGS) + "`, AOT cache";
  }

  LocalProcess launch() {
    List<String> line = line(List.of("-XX:AOTCache=" + cache()), "--address", "127.0.0.1:" + port);
    LocalProcess process = LocalProcess.start(new ProcessCommand("function", work, line, Map.of("TLS_SERVER_CERTS_DIR", work.resolve("server").toString()), "TERM"));
    process.awaitReady(START, this::listens);
    return process;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** What the calling program prints: a line for each number of calls at once. */
  List<String> measure(Path request, int calls) {
    Path log = finish("caller", List.of(
        java(), "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-cp", classPath, MAIN,
        "--tls-server-certs-dir", work.resolve("client").toString(), "--address", "localhost:" + port, "--measure", request.toString(), "--calls", Integer.toString(calls)));
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path finish(String name, List<String> line) {
    try (LocalProcess process = LocalProcess.start(new ProcessCommand(name, work, line))) {
      int code = process.awaitExitCode(LONG).orElseThrow(() -> new IllegalStateException(name + " took longer than " + LONG + ": " + process.log()));
      if (code != 0) {
        throw new IllegalStateException(name + " of the function failed: " + process.log());
      }
      return process.log();
    }
  }

  private List<String> line(List<String> flags, String... arguments) {
    List<String> line = new ArrayList<>(List.of(java()));
    line.addAll(OWN_FLAGS);
    line.addAll(ProviderImage.FLAGS);
    line.addAll(flags);
    line.addAll(List.of("-cp", classPath, MAIN));
    line.addAll(List.of(arguments));
    return line;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Path cache() {
    return work.resolve("function.aot");
  }

  private void write(String folder, Pem identity, CertificateAuthority authority) {
    identity.write(work.resolve(folder), "tls");
    authority.write(work.resolve(folder).resolve("ca.crt"));
  }
}
