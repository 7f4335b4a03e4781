package dev.sluice.function.server;

import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** The texts of {@code tls.crt}, {@code tls.key} and {@code ca.crt}, read at one moment. */
record CertificateFiles(String certificate, String key, String authority) {

  static CertificateFiles read(Path folder) throws IOException {
    return new CertificateFiles(
        Files.readString(folder.resolve("tls.crt")), Files.readString(folder.resolve("tls.key")), Files.readString(folder.resolve("ca.crt")));
  }

  /** @param chain the server's own certificate first */
  record Identity(X509Certificate[] chain, PrivateKey key) {}

  /** @throws GeneralSecurityException where certificate and key are no pair, as while they are being replaced */
  Identity identity() throws GeneralSecurityException {
    var chain = certificates("tls.crt", certificate);
    var privateKey = PrivateKeys.read(key);
    if (!isPair(chain[0].getPublicKey(), privateKey)) {
      throw new CertificateException("tls.key doesn't belong to tls.crt");
    }
    return new Identity(chain, privateKey);
  }

  X509Certificate[] authorities() throws GeneralSecurityException {
    return certificates("ca.crt", authority);
  }

  private static X509Certificate[] certificates(String file, String text) throws CertificateException {
    var all = CertificateUtils.getX509Certificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    if (all.length == 0) {
      throw new CertificateException(file + " holds no certificate");
    }
    return all;
  }

  private static boolean isPair(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
    var pair = new KeyPair(open, secret);
    if (!open.getAlgorithm().equals(secret.getAlgorithm())) {
      return false;
    }
    var algorithm = switch (open.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> open.getAlgorithm();
    };
    var sample = new byte[] {1};
    var signature = Signature.getInstance(algorithm);
    signature.initSign(pair.getPrivate());
    signature.update(sample);
    var signed = signature.sign();
    signature.initVerify(pair.getPublic());
    signature.update(sample);
    try {
      return signature.verify(signed);
    } catch (SignatureException e) {
      return false;
    }
  }

  /** In words; nothing of a key is in them. */
  static String cause(Exception e) {
    return e instanceof NoSuchFileException missing ? "%s is missing".formatted(Path.of(missing.getFile()).getFileName()) : e.getMessage();
  }

  @Override
  public String toString() {
    return "CertificateFiles[hidden]";
  }
}
