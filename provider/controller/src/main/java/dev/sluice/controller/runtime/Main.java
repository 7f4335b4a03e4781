package dev.sluice.controller.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Starts the operator. */
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
    // The JVM's own answer to SIGTERM is 143, which reads like a crash.
    var exitCode = new AtomicInteger(0);
    try {
      run(settings, exitCode);
    } catch (RuntimeException e) {
      LOG.error("The provider could not start: {}", e.getMessage(), settings.debug ? e : null);
      exitCode.set(1);
      System.exit(1);
    }
  }

  private static void run(Settings settings, AtomicInteger exitCode) throws InterruptedException {
    var provider = new Provider(clients(), settings);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    provider.close();
                  } finally {
                    Runtime.getRuntime().halt(exitCode.get());
                  }
                },
                "shutdown"));
    provider.start();
    new CountDownLatch(1).await();
  }

  private static KubernetesClientBuilder clients() {
    var config =
        new ConfigBuilder()
            .withUserAgent("provider-sluice")
            .withRequestTimeout((int) TimeUnit.SECONDS.toMillis(10))
            .withConnectionTimeout((int) TimeUnit.SECONDS.toMillis(5))
            .withRequestRetryBackoffLimit(2)
            .build();
    return new KubernetesClientBuilder().withConfig(config);
  }
}
