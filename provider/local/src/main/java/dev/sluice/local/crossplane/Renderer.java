package dev.sluice.local.crossplane;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.local.process.LocalProcess;
import dev.sluice.local.process.PortRange;
import dev.sluice.local.process.ProcessCommand;
import dev.sluice.local.process.WorkFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What {@code crossplane render} does, by the very reconciler of Crossplane, without a cluster: functions run as processes
 * that talk in plain text. Ends them with {@link #close}.
 */
public final class Renderer implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration CALL = Duration.ofMinutes(2);
  private static final int FATAL = 3;

  private final CrossplaneBinaries binaries;
  private final WorkFolder work = WorkFolder.temporary("render");
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final List<LocalProcess> processes = new ArrayList<>();

  /**
   * What is rendered.
   *
   * @param definition of the composite; without it, one in the style of v2 is assumed
   * @param observed composed resources that exist
   * @param required other resources that a function may ask for
   */
  public record Input(JsonNode composite, JsonNode composition, Optional<JsonNode> definition, List<JsonNode> observed,
      List<JsonNode> required) {
    public Input {
      requireNonNull(composite, "composite is null");
      requireNonNull(composition, "composition is null");
      requireNonNull(definition, "definition is null");
      observed = List.copyOf(observed);
      required = List.copyOf(required);
    }
  }

  private Renderer(CrossplaneBinaries binaries) {
    this.binaries = binaries;
  }

  /**
   * @param progress gets a line per step that takes long (build)
   */
  public static Renderer create(Consumer<String> progress) {
    return new Renderer(CrossplaneBinaries.ofUser(progress));
  }

  /** Starts one of the functions that are built here under the name that the pipeline has for it. */
  public Renderer function(String name, CrossplaneProgram program) {
    Path path = binaries.path(program);
    return function(name, address -> List.of(path.toString(), "--insecure", "--address", address));
  }

  /**
   * Starts a function, which must take plain text, and waits until it listens.
   *
   * @param name as the pipeline has it
   */
  public Renderer function(String name, FunctionCommand command) {
    int port = PortRange.freePort();
    LocalProcess process = LocalProcess.start(new ProcessCommand(name, work.path(), command.line("127.0.0.1:" + port)));
    processes.add(process);
    process.awaitReady(START, () -> PortRange.isServed(port));
    addresses.put(name, "localhost:" + port);
    return this;
  }

  /**
   * One reconcile.
   *
   * @throws IllegalStateException with Crossplane's message if it fails, except by a step's FATAL result
   */
  public Rendered render(Input input) {
    try {
      Path request = Files.write(work.path().resolve("request"), RenderProtocol.request(input, addresses));
      Path response = work.path().resolve("response");
      Path messages = work.path().resolve("messages");
      Process process = new ProcessBuilder(binaries.path(CrossplaneProgram.CROSSPLANE).toString(), "internal", "render",
              "--timeout=" + CALL.toSeconds() + "s")
          .redirectInput(request.toFile())
          .redirectOutput(response.toFile())
          .redirectError(messages.toFile())
          .start();
      if (!process.waitFor(CALL.plusSeconds(30))) {
        process.destroyForcibly();
        throw new IllegalStateException("Crossplane's renderer took longer than " + CALL.toSeconds() + " s");
      }
      String said = Files.readString(messages).strip();
      return switch (process.exitValue()) {
        case 0 -> RenderProtocol.response(Files.readAllBytes(response), Optional.empty());
        case FATAL -> RenderProtocol.response(Files.readAllBytes(response), Optional.of(said));
        default -> throw new IllegalStateException("Crossplane's renderer failed: " + said);
      };
    } catch (IOException e) {
      throw new UncheckedIOException("Crossplane's renderer can't be called", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while rendering", e);
    }
  }

  @Override
  public void close() {
    processes.reversed().forEach(LocalProcess::kill);
    work.close();
  }
}
