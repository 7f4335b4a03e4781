package dev.sluice.function;

import dev.sluice.function.server.Listening;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the function can be told. Crossplane starts it without arguments, so every default stands by itself; the names are
 * those that Crossplane's functions share.
 */
@Command(
    name = "function-sluice",
    description = "A composition function: a rollout waits for the migration that it needs.",
    mixinStandardHelpOptions = true,
    version = "function-sluice 0.1.0",
    sortOptions = false)
final class Settings {
  private static final int MEGABYTE = 1 << 20;

  @Option(names = {"-d", "--debug"}, description = "Log each call.")
  boolean debug;

  @Option(names = "--log-format", defaultValue = "plain", description = "plain or json. Default: ${DEFAULT-VALUE}.")
  LogFormat logFormat;

  @Option(names = "--address", defaultValue = ":9443", converter = AddressConverter.class,
      description = "Where calls are taken. Default: ${DEFAULT-VALUE}.")
  Address address;

  @Option(names = "--network", defaultValue = "tcp", hidden = true, description = "Of other functions; tcp is all there is.")
  String network;

  @Option(names = "--tls-server-certs-dir", defaultValue = "${env:TLS_SERVER_CERTS_DIR}",
      description = "Folder with tls.crt, tls.key and ca.crt. Default: the environment's TLS_SERVER_CERTS_DIR.")
  Path certificates;

  @Option(names = "--insecure", description = "Take calls without TLS, from anybody; for `crossplane render` on one's own machine.")
  boolean insecure;

  @Option(names = "--max-recv-message-size", defaultValue = "16", converter = MegabytesConverter.class,
      description = "The largest request in MB. Default: ${DEFAULT-VALUE}.")
  int maxMessageBytes;

  @Option(names = "--max-concurrent-calls", defaultValue = "32", converter = CountConverter.class,
      description = "So many calls are worked on at once; more have to wait. Default: ${DEFAULT-VALUE}.")
  int maxConcurrentCalls;

  @Option(names = "--call-timeout", defaultValue = "30", converter = SecondsConverter.class,
      description = "After so many seconds a call is given up. Default: ${DEFAULT-VALUE}.")
  Duration callTimeout;

  @Option(names = "--shutdown-grace", defaultValue = "10", converter = SecondsConverter.class,
      description = "So many seconds running calls may take to finish after SIGTERM. Default: ${DEFAULT-VALUE}.")
  Duration shutdownGrace;

  @Option(names = "--train", hidden = true,
      description = "Answer a few calls and end, for the image's ahead-of-time cache.")
  boolean train;

  @Option(names = "--measure", hidden = true, paramLabel = "FILE",
      description = "Call the function at --address with the request in this file (JSON), with certificates from the folder, and print the times.")
  Path measure;

  @Option(names = "--calls", hidden = true, defaultValue = "20000", description = "How often.")
  int calls;

  /** @throws IllegalArgumentException where there is neither a folder of certificates nor leave to do without */
  Listening listening() {
    if (!insecure && certificates == null) {
      throw new IllegalArgumentException(
          "there are no certificates: let TLS_SERVER_CERTS_DIR name the folder with tls.crt, tls.key and ca.crt, or pass --insecure on your own machine");
    }
    var folder = insecure ? Optional.<Path>empty() : Optional.of(certificates);
    return new Listening(address.host(), address.port(), folder, maxMessageBytes, maxConcurrentCalls, callTimeout, shutdownGrace);
  }

  /** How log lines look. */
  enum LogFormat {
    plain,
    json
  }

  /** @param host empty: all interfaces */
  record Address(Optional<String> host, int port) {}

  static final class AddressConverter implements CommandLine.ITypeConverter<Address> {
    private static final Pattern ADDRESS = Pattern.compile("(?<host>.*):(?<port>\\d{1,5})");
    private static final int LAST_PORT = 65535;

    @Override
    public Address convert(String text) {
      var address = ADDRESS.matcher(text);
      if (!address.matches() || Integer.parseInt(address.group("port")) > LAST_PORT) {
        throw new CommandLine.TypeConversionException("'" + text + "' is not an address; write :9443 or 127.0.0.1:9443");
      }
      return new Address(Optional.of(address.group("host")).filter(h -> !h.isEmpty()), Integer.parseInt(address.group("port")));
    }
  }

  static final class CountConverter implements CommandLine.ITypeConverter<Integer> {
    private static final int MOST = 1000;

    @Override
    public Integer convert(String text) {
      if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
        throw new CommandLine.TypeConversionException("'" + text + "' is not a number from 1 to " + MOST);
      }
      return Integer.valueOf(text);
    }
  }

  static final class MegabytesConverter implements CommandLine.ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return new CountConverter().convert(text) * MEGABYTE;
    }
  }

  /** Also with the unit, as Go writes it. */
  static final class SecondsConverter implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Duration.ofSeconds(new CountConverter().convert(text.endsWith("s") ? text.substring(0, text.length() - 1) : text));
    }
  }
}
