package dev.sluice.engine.sqlserver;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts as whoever connects on this thread has put into {@link #CURRENT}: the driver takes the name of a class, and
 * certificates must neither become files nor parts of a property. Public for the driver's sake.
 */
public final class ScopedTrustManager extends X509ExtendedTrustManager {
  static final ScopedValue<ServerTrust> CURRENT = ScopedValue.newInstance();

  private final ServerTrust trust = CURRENT.get();

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
    trust.check(chain, authType, socket);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.authority().getAcceptedIssuers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
    throw notOurs();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
    throw notOurs();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
    throw notOurs();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
    throw notOurs();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
    throw notOurs();
  }

  private static CertificateException notOurs() {
    return new CertificateException("only servers are checked, and on sockets");
  }
}
