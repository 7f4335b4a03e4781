package dev.sluice.engine.mariadb;

import dev.sluice.engine.mysqlfamily.LoginScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Sockets of the login that is under way on this thread. Public for the driver's sake, which makes one by its name. */
public final class MariaDbSocketFactory extends SocketFactory {

  @Override
  public Socket createSocket() throws IOException {
    return LoginScope.current().socket();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("connects with a timeout only");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException("connects with a timeout only");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException("connects with a timeout only");
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw new UnsupportedOperationException("connects with a timeout only");
  }
}
