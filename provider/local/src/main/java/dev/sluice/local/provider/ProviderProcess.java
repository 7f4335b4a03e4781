package dev.sluice.local.provider;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.process.LocalProcess;
import dev.sluice.local.process.PortRange;
import dev.sluice.local.process.ProcessCommand;
import dev.sluice.local.process.WorkFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The operator in a JVM of its own, run as its image runs it: a class path, a kubeconfig, flags. Ends with
 * {@link #close} or this JVM.
 */
public final class ProviderProcess implements AutoCloseable {
  private static final String MAIN = "dev.sluice.controller.runtime.Main";
  private static final Duration PROBE = Duration.ofSeconds(2);

  private final WorkFolder work;
  private final LocalProcess process;
  private final int healthPort;
  private final int metricsPort;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PROBE).build();

  private ProviderProcess(Builder builder) {
    this.work = builder.folder.map(WorkFolder::at).orElseGet(() -> WorkFolder.temporary("provider"));
    var ports = PortRange.freePorts(2);
    this.healthPort = ports.getFirst();
    this.metricsPort = ports.getLast();
    this.process = LocalProcess.start(new ProcessCommand(
        builder.name, work.path(), builder.line(healthPort, metricsPort), builder.environment, "TERM"));
  }

  /**
   * @param classPath as of {@code java -cp}; entries may end with {@code /*}
   * @param kubeconfig the cluster and the identity to work with
   */
  public static Builder builder(String classPath, Path kubeconfig) {
    return new Builder(classPath, kubeconfig);
  }

  /**
   * Returns when /readyz says ok.
   *
   * @throws IllegalStateException with the end of the log, if the process ends or the time passes before
   */
  public void awaitReady(Duration timeout) {
    process.awaitReady(timeout, this::ready, () -> " (" + readiness() + ")");
  }

  /** Asks /readyz once. */
  public boolean ready() {
    return ask(healthPort, "/readyz").ok();
  }

  /** What /readyz says, in one line. */
  public String readiness() {
    return ask(healthPort, "/readyz").text().strip();
  }

  /** The text of /metrics; empty if it isn't served. */
  public Optional<String> metrics() {
    return Optional.of(ask(metricsPort, "/metrics")).filter(Answer::ok).map(Answer::text);
  }

  public int healthPort() {
    return healthPort;
  }

  public int metricsPort() {
    return metricsPort;
  }

  /** All that it wrote, to either stream; stays readable until {@link #close}, or for ever in a given work folder. */
  public Path log() {
    return process.log();
  }

  public String output() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException("log " + log() + " can't be read", e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.kill();
  }

  /** Any signal by its name without SIG, such as {@code STOP} and {@code CONT}. */
  public void signal(String name) {
    process.signal(name);
  }

  /** SIGTERM; the exit code, or empty if it still runs after the time given. */
  public OptionalInt terminate(Duration timeout) {
    process.signal("TERM");
    return process.awaitExitCode(timeout);
  }

  /** The exit code of one that ends by itself, as after a training run; empty if it still runs after the time given. */
  public OptionalInt awaitEnd(Duration timeout) {
    return process.awaitExitCode(timeout);
  }

  /** Memory and processor time as the system counts them; empty where there is no /proc. */
  public Optional<ResourceUse> resourceUse() {
    return ResourceUse.ofProcess(pid());
  }

  @Override
  public void close() {
    process.close();
    work.close();
  }

  private record Answer(boolean ok, String text) {}

  private Answer ask(int port, String path) {
    try {
      HttpResponse<String> response = http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PROBE).build(),
          HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode() == 200, response.body());
    } catch (IOException notYet) {
      return new Answer(false, path + " does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(false, path + " was not asked");
    }
  }

  /** How the operator is to start. */
  public static final class Builder {
    private final String classPath;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<String> jvmFlags = new ArrayList<>(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    private Optional<Path> folder = Optional.empty();
    private String mainClass = MAIN;
    private String name = "provider";

    private Builder(String classPath, Path kubeconfig) {
      this.classPath = requireNonNull(classPath, "classPath is null");
      environment.put("KUBECONFIG", kubeconfig.toAbsolutePath().toString());
    }

    public Builder environment(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** After the two ports' flags. */
    public Builder arguments(String... flags) {
      arguments.addAll(List.of(flags));
      return this;
    }

    /** After the collector and the leave for native libraries, such as {@code -Xmx96m}. */
    public Builder jvmFlags(String... flags) {
      jvmFlags.addAll(List.of(flags));
      return this;
    }

    /** Names the log; two providers in one work folder need two names. */
    public Builder name(String chosen) {
      this.name = requireNonNull(chosen, "chosen is null");
      return this;
    }

    /** Instead of a temporary folder; the log stays after close. */
    public Builder workFolder(Path path) {
      this.folder = Optional.of(path);
      return this;
    }

    Builder mainClass(String className) {
      this.mainClass = className;
      return this;
    }

    /** Doesn't wait: {@link ProviderProcess#awaitReady} does. */
    public ProviderProcess start() {
      return new ProviderProcess(this);
    }

    private List<String> line(int healthPort, int metricsPort) {
      List<String> line = new ArrayList<>();
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(jvmFlags);
      line.addAll(List.of("-cp", classPath, mainClass,
          "--health-probe-bind-address=127.0.0.1:" + healthPort,
          "--metrics-bind-address=127.0.0.1:" + metricsPort));
      line.addAll(arguments);
      return line;
    }
  }
}
