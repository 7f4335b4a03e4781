package dev.sluice.local.postgresql;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.certificate.CertificateAuthority;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What postgresql.conf and pg_hba.conf say.
 */
record ServerSettings(
    int port, Map<String, String> parameters, List<String> accessRules, Optional<CertificateAuthority> authority) {
  ServerSettings {
    parameters = Map.copyOf(parameters);
    accessRules = List.copyOf(accessRules);
    requireNonNull(authority, "authority is null");
  }

  /** Lines after those that initdb wrote: the last of a name wins. */
  String configuration() {
    String own = """

        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        password_encryption = 'scram-sha-256'
        logging_collector = off
        """.formatted(port);
    String tls = authority.isEmpty() ? "" : """
        ssl = on
        ssl_cert_file = 'server.crt'
        ssl_key_file = 'server.key'
        ssl_ca_file = 'ca.crt'
        """;
    return own + tls + parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + " = '" + parameter.getValue().replace("'", "''") + "'\n")
        .sorted()
        .collect(Collectors.joining());
  }

  String access() {
    return accessRules.stream().map(rule -> rule + "\n").collect(Collectors.joining())
        + "host all all 127.0.0.1/32 scram-sha-256\n"
        + "host replication all 127.0.0.1/32 scram-sha-256\n";
  }
}
