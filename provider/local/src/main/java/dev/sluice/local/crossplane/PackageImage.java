package dev.sluice.local.crossplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A Crossplane package without a program in it, as an OCI image: one layer that holds {@code package.yaml}. The same
 * package gives the same bytes.
 */
public final class PackageImage {
  private static final String XPKG = "io.crossplane.xpkg";
  private static final String BASE = "base";
  private static final String FILE = "package.yaml";

  /** Bytes that are named by their digest. */
  record Blob(String mediaType, byte[] content) {
    Blob {
      requireNonNull(mediaType, "mediaType is null");
      requireNonNull(content, "content is null");
    }

    String digest() {
      return PackageImage.digest(content);
    }

    ObjectNode descriptor() {
      return JsonNodeFactory.instance.objectNode()
          .put("mediaType", mediaType)
          .put("digest", digest())
          .put("size", content.length);
    }
  }

  private final Blob layer;
  private final Blob config;

  private PackageImage(Blob layer, Blob config) {
    this.layer = layer;
    this.config = config;
  }

  /**
   * @param packageYaml the YAML stream: the package's own document, then what it installs
   */
  public static PackageImage of(String packageYaml) {
    byte[] tar = tar(delimited(packageYaml).getBytes(UTF_8));
    Blob layer = new Blob("application/vnd.oci.image.layer.v1.tar+gzip", gzip(tar));
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("architecture", "amd64").put("os", "linux");
    // Crossplane's command line goes by this label, Crossplane itself by the layer's annotation.
    config.putObject("config").putObject("Labels").put(XPKG + ":" + layer.digest(), BASE);
    config.putObject("rootfs").put("type", "layers").putArray("diff_ids").add(digest(tar));
    return new PackageImage(layer, new Blob("application/vnd.oci.image.config.v1+json", config.toString().getBytes(UTF_8)));
  }

  /** A package of several documents, each with or without its separator. */
  public static PackageImage of(List<String> documents) {
    return of(documents.stream()
        .map(document -> document.strip().replaceFirst("^---\\n", "").replaceFirst("\\n---$", ""))
        .collect(Collectors.joining("\n---\n")));
  }

  List<Blob> blobs() {
    return List.of(layer, config);
  }

  Blob manifest() {
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("schemaVersion", 2).put("mediaType", "application/vnd.oci.image.manifest.v1+json");
    manifest.set("config", config.descriptor());
    ObjectNode described = layer.descriptor();
    described.putObject("annotations").put(XPKG, BASE);
    manifest.putArray("layers").add(described);
    return new Blob("application/vnd.oci.image.manifest.v1+json", manifest.toString().getBytes(UTF_8));
  }

  /** Crossplane's command line drops what stands before the first separator and after the last. */
  private static String delimited(String yaml) {
    String text = yaml.strip();
    return (text.startsWith("---\n") ? "" : "---\n") + text + (text.endsWith("\n---") ? "\n" : "\n---\n");
  }

  private static byte[] tar(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry(FILE);
      entry.setMode(0644);
      entry.setSize(content.length);
      entry.setModTime(0);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String digest(byte[] content) {
    try {
      return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
