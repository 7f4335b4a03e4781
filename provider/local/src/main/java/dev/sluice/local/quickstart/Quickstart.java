package dev.sluice.local.quickstart;

import dev.sluice.local.process.WorkFolder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sluice in front of the user, with nothing but a JDK: the servers, the provider, two releases of an application's
 * database.
 */
@Command(name = "quickstart", sortOptions = false, usageHelpWidth = 100, description = {
  "Starts a Kubernetes API and a database server on this machine, and Sluice between them; applies",
  "an example and shows what happens. Needs no Docker, no cluster and no database.",
  "Everything that it started ends with it (Ctrl-C)."
})
public final class Quickstart implements Callable<Integer> {
  private static final int FAILED = 1;

  @Option(names = "--once", description = "End by itself; exit code 0 only if all resources became Ready.")
  private boolean once;

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Use this cluster instead of the embedded one.")
  private Path kubeconfig;

  @Option(names = "--engine", paramLabel = "ENGINE", defaultValue = "postgresql", description = {
    "postgresql, mysql, mariadb, sqlite; sqlserver with --jdbc-url. Default: ${DEFAULT-VALUE}."
  })
  private ShownEngine engine;

  @Option(names = "--jdbc-url", paramLabel = "URL", description = {
    "Use this server instead of the embedded one:",
    "jdbc:postgresql://host:5432/postgres?user=postgres&password=..."
  })
  private String jdbcUrl;

  @Option(names = "--gate", description = {
    "Then show an application whose new pods wait for their migration (PostgreSQL, embedded cluster).",
    "The first time, programs that run pods are built or fetched for it."
  })
  private boolean gate;

  @Option(names = "--root", hidden = true, description = "The repository's folder.")
  private Path root = Path.of("");

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this text.")
  private boolean help;

  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Quickstart()).setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler((failure, line, parsed) -> {
      // The message says what failed, why and what to do; a stack trace would hide it.
      line.getErr().println("quickstart: " + failure.getMessage());
      return FAILED;
    });
    System.exit(command.execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    Steps steps = new Steps(System.out);
    Optional<NetworkServer> given = Optional.ofNullable(jdbcUrl).map(url -> JdbcUrl.parse(engine, url));
    Path home = root.toAbsolutePath().normalize();
    checkGate();
    try (WorkFolder work = WorkFolder.emptied(home.resolve(".quickstart/run"));
        Environment environment = Environment.start(work.path(), engine, Optional.ofNullable(kubeconfig), given, steps);
        Demonstration demonstration = new Demonstration(home, environment, steps)) {
      boolean ready = demonstration.run() && (!gate || demonstration.gate());
      if (environment.controlPlane().isEmpty()) {
        steps.say("Your cluster keeps what was applied: the CRDs and namespace shop; remove them while the provider runs");
      }
      if (!once) {
        stay(environment, steps);
      }
      return ready ? 0 : FAILED;
    }
  }

  private void checkGate() {
    if (gate && (kubeconfig != null || engine != ShownEngine.POSTGRESQL)) {
      throw new IllegalStateException("--gate shows PostgreSQL on the embedded cluster: leave out --kubeconfig and --engine, or --gate");
    }
  }

  private static void stay(Environment environment, Steps steps) throws InterruptedException {
    steps.say("All keeps running until Ctrl-C. In another terminal:");
    steps.show("""
        export KUBECONFIG=%s
        %s get managed -A
        %s explain migration.spec.forProvider""".formatted(
        environment.kubectl().kubeconfig(), environment.kubectl().program(), environment.kubectl().program()));
    new CountDownLatch(1).await();
  }
}
