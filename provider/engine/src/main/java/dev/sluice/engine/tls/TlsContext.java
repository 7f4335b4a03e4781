package dev.sluice.engine.tls;

import dev.sluice.engine.EngineException;
import dev.sluice.engine.Failure;
import dev.sluice.engine.Reasons;
import dev.sluice.engine.Tls;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes of {@link Tls} what Java secures sockets with. Nothing touches a file. Host names are not checked here. */
public final class TlsContext {
  // Guards key stores in memory that nobody ever sees; Java insists on one.
  private static final char[] NO_PASSWORD = new char[0];

  private TlsContext() {}

  /** @throws EngineException with {@link Reasons#INVALID_SERVER} where a PEM text can't be read */
  public static SSLContext of(Tls tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(tls.client().map(TlsContext::identity).orElse(null), trust(tls), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  /**
   * Whom to trust, for drivers that take no context.
   *
   * @throws EngineException as above
   */
  public static X509ExtendedTrustManager trustManager(Tls tls) {
    try {
      return Arrays.stream(trust(tls))
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  private static TrustManager[] trust(Tls tls) throws GeneralSecurityException, IOException {
    if (tls.mode() == Tls.Mode.REQUIRE) {
      return new TrustManager[] {new TrustEveryone()};
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    Optional<List<X509Certificate>> authority = tls.authority().map(TlsContext::authority);
    if (authority.isEmpty()) {
      factory.init((KeyStore) null);
      return factory.getTrustManagers();
    }
    KeyStore store = emptyStore();
    for (X509Certificate certificate : authority.get()) {
      store.setCertificateEntry("authority-" + store.size(), certificate);
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static List<X509Certificate> authority(String pem) {
    try {
      return PemText.certificates(pem);
    } catch (GeneralSecurityException e) {
      throw unreadable("the certificate authority", "certificates in PEM");
    }
  }

  private static KeyManager[] identity(Tls.ClientCertificate client) {
    List<X509Certificate> chain;
    try {
      chain = PemText.certificates(client.chain());
    } catch (GeneralSecurityException e) {
      throw unreadable("the client certificate", "certificates in PEM");
    }
    try {
      PrivateKey key = PemText.privateKey(client.key().reveal());
      KeyStore store = emptyStore();
      store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable("the client certificate's key", "an unencrypted key in PEM (PKCS#8, PKCS#1 or SEC 1)");
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static EngineException unreadable(String what, String wanted) {
    return new EngineException(
        new Failure.Permanent(
            Reasons.INVALID_SERVER,
            what.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + what.substring(1)
                + " that the ProviderConfig names in spec.tls can't be read; store " + wanted + " there.",
            Optional.empty()));
  }

  /** {@code sslmode=require}: encrypted, and anybody may be at the other end. */
  private static final class TrustEveryone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
