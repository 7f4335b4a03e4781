package dev.sluice.function;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.sluice.function.gate.GateFunction;
import dev.sluice.function.server.FunctionServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Starts the composition function. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    var settings = new Settings();
    var command = new CommandLine(settings).setCaseInsensitiveEnumValuesAllowed(true);
    try {
      var parsed = command.parseArgs(arguments);
      if (CommandLine.printHelpIfRequested(parsed)) {
        return;
      }
    } catch (CommandLine.ParameterException e) {
      System.err.println(e.getMessage() + "\nTry --help.");
      System.exit(2);
    }
    Logging.configure((LoggerContext) LoggerFactory.getILoggerFactory(), settings.logFormat, settings.debug ? Level.DEBUG : Level.INFO);
    if (settings.train) {
      Training.run(settings);
      System.exit(0);
    }
    if (settings.measure != null) {
      Measurement.run(settings, System.out);
      System.exit(0);
    }
    // The JVM's own answer to SIGTERM is 143, which reads like a crash.
    var exitCode = new AtomicInteger(0);
    try {
      run(settings, exitCode);
    } catch (RuntimeException e) {
      LOG.error("The function could not start: {}", e.getMessage(), settings.debug ? e : null);
      exitCode.set(1);
      System.exit(1);
    }
  }

  private static void run(Settings settings, AtomicInteger exitCode) throws InterruptedException {
    var server = FunctionServer.start(settings.listening(), new GateFunction()::run);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    server.close();
                  } finally {
                    Runtime.getRuntime().halt(exitCode.get());
                  }
                },
                "shutdown"));
    LOG.info("Listening on {}{}.", server.address(), settings.insecure ? " without TLS" : "");
    server.awaitTermination();
  }
}
