package dev.sluice.function.server;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a private key from PEM: PKCS#8, and PKCS#1, which Crossplane writes and Java doesn't read. */
final class PrivateKeys {
  private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  /** SEQUENCE { version 0, SEQUENCE { rsaEncryption, NULL }, OCTET STRING }, all lengths in two bytes (RFC 5208). */
  private static final byte[] RSA_HEADER = HexFormat.of().parseHex("30820000020100300d06092a864886f70d010101050004820000");

  private static final int OUTER_LENGTH = 2;
  private static final int KEY_LENGTH = 24;
  private static final int OUTER_START = 4;

  private PrivateKeys() {}

  /** @throws InvalidKeyException that shows nothing of the text */
  static PrivateKey read(String text) throws InvalidKeyException {
    var pem = PEM.matcher(text);
    if (!pem.find()) {
      throw new InvalidKeyException("tls.key holds no private key in PEM");
    }
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(pem.group(2));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException("tls.key is damaged: it is not in base 64");
    }
    return switch (pem.group(1)) {
      case "PRIVATE KEY" -> parse(bytes, ALGORITHMS);
      case "RSA PRIVATE KEY" -> parse(pkcs8(bytes), List.of("RSA"));
      default -> throw new InvalidKeyException("tls.key is a %s; give it as PKCS#8 (openssl pkcs8 -topk8 -nodes) or as PKCS#1".formatted(pem.group(1)));
    };
  }

  private static byte[] pkcs8(byte[] pkcs1) throws InvalidKeyException {
    if (pkcs1.length > Short.MAX_VALUE) {
      throw new InvalidKeyException("tls.key is longer than any RSA key");
    }
    var all = ByteBuffer.allocate(RSA_HEADER.length + pkcs1.length).put(RSA_HEADER).put(pkcs1);
    all.putShort(OUTER_LENGTH, (short) (RSA_HEADER.length - OUTER_START + pkcs1.length));
    all.putShort(KEY_LENGTH, (short) pkcs1.length);
    return all.array();
  }

  private static PrivateKey parse(byte[] pkcs8, List<String> algorithms) throws InvalidKeyException {
    for (var algorithm : algorithms) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // Of another algorithm, then.
      } catch (NoSuchAlgorithmException e) {
        throw new InvalidKeyException("this Java has no " + algorithm);
      }
    }
    throw new InvalidKeyException("tls.key is no key of " + String.join(", ", algorithms));
  }
}
