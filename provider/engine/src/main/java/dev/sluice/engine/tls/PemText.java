package dev.sluice.engine.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys as files of other programs hold them, in memory. */
final class PemText {
  private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PemText() {}

  /** @throws GeneralSecurityException for what isn't one certificate or more */
  static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> found =
        factory.generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))).stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (found.isEmpty()) {
      throw new GeneralSecurityException("no certificate in it");
    }
    return found;
  }

  /** The first private key: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), not encrypted. */
  static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    Matcher blocks = BLOCK.matcher(pem);
    while (blocks.find()) {
      String kind = blocks.group(1);
      if (kind.equals("ENCRYPTED PRIVATE KEY")) {
        throw new GeneralSecurityException("the key is encrypted");
      }
      if (kind.endsWith("PRIVATE KEY")) {
        return key(pkcs8(kind, Base64.getMimeDecoder().decode(blocks.group(2))));
      }
    }
    throw new GeneralSecurityException("no private key in it, or an encrypted one");
  }

  private static byte[] pkcs8(String kind, byte[] der) throws GeneralSecurityException {
    try {
      return switch (kind) {
        case "PRIVATE KEY" -> der;
        case "RSA PRIVATE KEY" ->
            Der.element(Der.SEQUENCE, Der.ZERO, Der.RSA_ALGORITHM, Der.element(Der.OCTETS, der));
        case "EC PRIVATE KEY" ->
            Der.element(
                Der.SEQUENCE,
                Der.ZERO,
                Der.element(Der.SEQUENCE, Der.EC_IDENTIFIER, Der.curveOf(der)),
                Der.element(Der.OCTETS, der));
        default -> throw new GeneralSecurityException("a " + kind + " isn't understood");
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new GeneralSecurityException("the key is malformed", e);
    }
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // Of another algorithm: the format doesn't say it any earlier.
      }
    }
    throw new GeneralSecurityException("the key is malformed or of an unknown kind");
  }
}
