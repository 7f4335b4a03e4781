package dev.sluice.engine.mariadb;

import dev.sluice.engine.mysqlfamily.LoginScope;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.TlsSocketPlugin;

/**
 * TLS of the login that is under way on this thread. The driver finds it as a service by its type, and has its own for
 * everybody else.
 */
public final class MariaDbTls implements TlsSocketPlugin {
  static final String TYPE = "sluice";

  @Override
  public String type() {
    return TYPE;
  }

  /** Of no use: {@link #createSocket} has managers of its own. */
  @Override
  public TrustManager[] getTrustManager(Configuration configuration, ExceptionFactory exceptions, HostAddress host) {
    return new TrustManager[0];
  }

  @Override
  public KeyManager[] getKeyManager(Configuration configuration, ExceptionFactory exceptions) {
    return new KeyManager[0];
  }

  @Override
  public SSLSocket createSocket(Socket socket, SSLSocketFactory trustsNobody) throws IOException {
    return LoginScope.current().secured(socket);
  }

  /** The name was checked with the certificate. */
  @Override
  public void verify(String host, SSLSession session, long threadId) {}
}
