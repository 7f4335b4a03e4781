package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.Access;
import dev.sluice.local.benchmark.product.MigrationFiles;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;

/** What is applied, shaped as in examples/quickstart. */
record Manifests(String namespace) {
  private static final int SPEC_INDENTATION = 2;
  private static final int FOR_PROVIDER_INDENTATION = 4;
  private static final int INLINE_INDENTATION = 8;

  Manifests {
    requireNonNull(namespace, "namespace is null");
  }

  String namespaceObject() {
    return """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: %s
        """.formatted(namespace);
  }

  String secret(SortedMap<String, String> content) {
    StringBuilder data = new StringBuilder();
    content.forEach((key, value) -> data.append("  ").append(key).append(": ").append(base64(value)).append('\n'));
    return """
        apiVersion: v1
        kind: Secret
        metadata:
          name: %s
          namespace: %s
        data:
        %s""".formatted(Access.SECRET, namespace, data);
  }

  /** @param spec lines that aren't indented, as in {@link #database} */
  String providerConfig(String spec) {
    return """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: ProviderConfig
        metadata:
          name: default
          namespace: %s
        spec:
        %s""".formatted(namespace, spec.indent(SPEC_INDENTATION));
  }

  /** @param more of its forProvider; may be empty */
  String database(String name, String more) {
    return managed(Kind.DATABASE, name) + "  forProvider:\n" + "    deletion: IfEmpty\n" + more.indent(FOR_PROVIDER_INDENTATION);
  }

  String migration(String name, String database, MigrationFiles files) {
    return managed(Kind.MIGRATION, name)
        + "  forProvider:\n"
        + "    database: " + database + "\n"
        + "    source:\n"
        + "      inline:\n"
        + files.yaml(INLINE_INDENTATION);
  }

  /** A login that reads and writes rows. */
  String role(String name, String database) {
    return managed(Kind.ROLE, name)
        + "  writeConnectionSecretToRef:\n    name: " + name + "\n"
        + "  forProvider:\n"
        + "    access:\n"
        + "    - database: " + database + "\n"
        + "      preset: ReadWrite\n";
  }

  /** Three tables that refer to each other, with an index. @param more columns of the last one, each after a comma */
  String schema(String name, String database, String more) {
    return managed(Kind.SCHEMA, name)
        + "  forProvider:\n"
        + "    database: " + database + "\n"
        + "    desired:\n"
        + "      inline:\n"
        + "        tables.sql: |\n"
        + """
          CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
          CREATE TABLE product (id bigint PRIMARY KEY, name text NOT NULL, price numeric(12,2) CHECK (price >= 0));
          CREATE TABLE sale (id bigint PRIMARY KEY, customer bigint REFERENCES customer, product bigint REFERENCES product%s);
          CREATE INDEX sale_customer ON sale (customer);
          """.formatted(more).indent(INLINE_INDENTATION + SPEC_INDENTATION);
  }

  private String managed(Kind kind, String name) {
    return """
        apiVersion: db.m.sluice.dev/v1alpha1
        kind: %s
        metadata:
          name: %s
          namespace: %s
        spec:
          providerConfigRef:
            kind: ProviderConfig
            name: default
        """.formatted(kind.word(), name, namespace);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
