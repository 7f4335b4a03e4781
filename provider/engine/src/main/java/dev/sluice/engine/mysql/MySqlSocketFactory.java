package dev.sluice.engine.mysql;

import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.ServerSession;
import com.mysql.cj.protocol.SocketConnection;
import com.mysql.cj.protocol.StandardSocketFactory;
import dev.sluice.engine.mysqlfamily.LoginScope;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** Sockets of the login that is under way on this thread. Public for the driver's sake, which makes one by its name. */
public final class MySqlSocketFactory extends StandardSocketFactory {

  @Override
  public <T extends Closeable> T connect(String host, int port, PropertySet properties, int loginTimeout) throws IOException {
    LoginScope.current();
    return super.connect(host, port, properties, loginTimeout);
  }

  @Override
  protected Socket createSocket(PropertySet properties) {
    try {
      return LoginScope.current().socket();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends Closeable> T performTlsHandshake(SocketConnection connection, ServerSession session, Log log) throws IOException {
    SSLSocket secured = LoginScope.current().secured(rawSocket);
    secured.startHandshake();
    sslSocket = secured;
    return (T) secured;
  }
}
