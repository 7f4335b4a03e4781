package dev.sluice.controller.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the operator can be told. Crossplane starts it without arguments, so every default stands by itself; the names are
 * those that Crossplane's providers share.
 */
@Command(
    name = "provider-sluice",
    description = "Makes databases, their schemas and migrations managed resources of Crossplane.",
    mixinStandardHelpOptions = true,
    version = "provider-sluice 0.1.0",
    sortOptions = false)
final class Settings {
  @Option(names = {"-d", "--debug"}, description = "Log what is done to each resource.")
  boolean debug;

  @Option(names = "--log-format", defaultValue = "plain", description = "plain or json. Default: ${DEFAULT-VALUE}.")
  LogFormat logFormat;

  @Option(names = "--poll", defaultValue = "10m", converter = PositiveConverter.class,
      description = "How often to look at a resource that needs nothing. Default: ${DEFAULT-VALUE}.")
  Duration poll;

  @Option(names = "--min-poll-interval", defaultValue = "1s", converter = PositiveConverter.class,
      description = "The least that the annotation crossplane.io/poll-interval may ask for. Default: ${DEFAULT-VALUE}.")
  Duration minPollInterval;

  @Option(names = {"-l", "--leader-election"}, defaultValue = "${env:LEADER_ELECTION:-false}",
      description = "Of several replicas let one work. Default: the environment's LEADER_ELECTION, else false.",
      arity = "0..1", fallbackValue = "true")
  boolean leaderElection;

  @Option(names = "--leader-election-namespace", defaultValue = "${env:POD_NAMESPACE:-crossplane-system}",
      description = "Where the lease lies. Default: the environment's POD_NAMESPACE, else crossplane-system.")
  String leaderElectionNamespace;

  @Option(names = "--lease-duration", defaultValue = "15s", converter = PositiveConverter.class,
      description = "After so long without a sign of the leader another replica takes over. Default: ${DEFAULT-VALUE}.")
  Duration leaseDuration;

  @Option(names = "--metrics-bind-address", defaultValue = ":8080", converter = AddressConverter.class,
      description = "Where /metrics is served; 0 for nowhere. Default: ${DEFAULT-VALUE}.")
  String metricsBindAddress;

  @Option(names = {"--health-probe-bind-address", "--health-probe-bind-addr"}, defaultValue = ":8081", converter = AddressConverter.class,
      description = "Where /healthz and /readyz are served; 0 for nowhere. Default: ${DEFAULT-VALUE}.")
  String healthProbeBindAddress;

  @Option(names = "--shutdown-grace", defaultValue = "25s", converter = DurationConverter.class,
      description = "How long a running file may take to finish after SIGTERM before it is cancelled. Default: ${DEFAULT-VALUE}.")
  Duration shutdownGrace;

  @Option(names = "--deletion-grace", defaultValue = "30s", converter = DurationConverter.class,
      description = "How long the running file of a deleted Migration may take to finish before it is cancelled. Default: ${DEFAULT-VALUE}.")
  Duration deletionGrace;

  @Option(names = "--pod-gate", defaultValue = "true", arity = "0..1", fallbackValue = "true",
      description = "Let pods with the gate sluice.dev/migrated go once what they require is applied. Default: ${DEFAULT-VALUE}.")
  boolean podGate;

  @Option(names = "--credentials-env-prefix",
      description = "Variables that a ProviderConfig with source Environment may read begin so. May be repeated. Default: none.")
  List<String> environmentPrefixes = new ArrayList<>();

  @Option(names = "--credentials-folder",
      description = "Folder below which a ProviderConfig with source Filesystem may read. May be repeated. Default: none.")
  List<Path> credentialFolders = new ArrayList<>();

  @Option(names = "--data-folder",
      description = "Folder below which a ProviderConfig may have databases that are files. May be repeated. Default: none.")
  List<Path> dataFolders = new ArrayList<>();

  @Option(
      names = {
        "-s", "--sync", "--max-reconcile-rate", "--enable-management-policies", "--poll-state-metric", "--poll-jitter-percentage", "--webhook-port",
        "--certs-dir", "--enable-changelogs", "--changelogs-socket-path", "--enable-watches"
      },
      hidden = true, arity = "0..1",
      description = "Of other providers; accepted and without effect here.")
  List<String> ofOtherProviders = new ArrayList<>();

  @Option(names = "--train", hidden = true,
      description = "Go through a start without a cluster and end, for the image's ahead-of-time cache.")
  boolean train;

  /** How log lines look. */
  enum LogFormat {
    plain,
    json
  }

  /** Zero would be a loop that never rests. */
  static final class PositiveConverter implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      var duration = new DurationConverter().convert(text);
      if (duration.isZero()) {
        throw new CommandLine.TypeConversionException("'" + text + "' must be longer than nothing; write 10m or 1h30m");
      }
      return duration;
    }
  }

  static final class AddressConverter implements CommandLine.ITypeConverter<String> {
    private static final Pattern ADDRESS = Pattern.compile("0|(?<host>.*):(?<port>\\d{1,5})");
    private static final int LAST_PORT = 65535;

    @Override
    public String convert(String text) {
      var address = ADDRESS.matcher(text);
      if (!address.matches() || address.group("port") != null && Integer.parseInt(address.group("port")) > LAST_PORT) {
        throw new CommandLine.TypeConversionException("'" + text + "' is not an address; write :8080 or 127.0.0.1:8080, or 0 for none");
      }
      return text;
    }
  }

  static final class DurationConverter implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return GoDuration.parse(text)
          .orElseThrow(() -> new CommandLine.TypeConversionException("'" + text + "' is not a duration; write 10m or 1h30m"));
    }
  }
}
