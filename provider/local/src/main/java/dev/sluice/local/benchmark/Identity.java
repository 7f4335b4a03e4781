package dev.sluice.local.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Who calls the API server, read from a kubeconfig with embedded certificates, as {@code ControlPlane} writes them. */
record Identity(String server, SSLContext tls) {
  private static final char[] NO_PASSWORD = new char[0];

  static Identity of(Path kubeconfig) {
    try {
      JsonNode config = new YAMLMapper().readTree(kubeconfig.toFile());
      JsonNode cluster = config.at("/clusters/0/cluster");
      JsonNode user = config.at("/users/0/user");
      return new Identity(cluster.get("server").asText(), context(
          certificate(cluster.get("certificate-authority-data").asText()),
          certificate(user.get("client-certificate-data").asText()),
          key(user.get("client-key-data").asText())));
    } catch (IOException e) {
      throw new UncheckedIOException("kubeconfig " + kubeconfig + " can't be read", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("certificates of " + kubeconfig + " can't be used", e);
    }
  }

  private static SSLContext context(Certificate authority, Certificate own, PrivateKey key)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = store();
    trusted.setCertificateEntry("authority", authority);
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyStore mine = store();
    mine.setKeyEntry("client", key, NO_PASSWORD, new Certificate[] {own});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(mine, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore store() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Certificate certificate(String data) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509").generateCertificate(
        new ByteArrayInputStream(Base64.getDecoder().decode(data)));
  }

  private static PrivateKey key(String data) throws GeneralSecurityException {
    String pem = new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII);
    byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }
}
