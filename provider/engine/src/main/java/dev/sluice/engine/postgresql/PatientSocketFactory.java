package dev.sluice.engine.postgresql;

import dev.sluice.engine.PatientSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Public, with a public constructor, because the driver makes it by its name. */
public final class PatientSocketFactory extends SocketFactory {

  @Override
  public Socket createSocket() throws IOException {
    return PatientSocket.open();
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
