package dev.sluice.controller.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The operator inside the test's JVM: the same as {@link Main} starts, without its pages. */
public final class InProcessProvider implements AutoCloseable {
  private final Provider provider;

  private InProcessProvider(Provider provider) {
    this.provider = provider;
  }

  /** @param kubeconfig the identity that it works as */
  public static InProcessProvider start(Path kubeconfig, String... flags) {
    var settings = new Settings();
    new CommandLine(settings).parseArgs(flags);
    settings.healthProbeBindAddress = "0";
    settings.metricsBindAddress = "0";
    Logging.configure((LoggerContext) LoggerFactory.getILoggerFactory(), settings.logFormat, settings.debug ? Level.DEBUG : Level.INFO);
    var config =
        new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
            .withUserAgent("provider-sluice")
            .withRequestRetryBackoffLimit(2)
            .build();
    var provider = new Provider(new KubernetesClientBuilder().withConfig(config), settings);
    provider.start();
    return new InProcessProvider(provider);
  }

  @Override
  public void close() {
    provider.close();
  }
}
