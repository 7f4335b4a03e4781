package dev.sluice.engine.postgresql;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Sockets for sessions that may last hours and must not outlive their ends. Public, with a public constructor, because the
 * driver makes it by its name.
 *
 * <p>A statement of hours is silence on the wire, so no read timeout can tell it from a dead peer: keep-alive probes can,
 * within a minute. And closing waits, shortly, until the server has let go too, so that a session which is gone for us is
 * not still counted there when the next one logs in.
 */
public final class PatientSocketFactory extends SocketFactory {
  private static final Map<SocketOption<Integer>, Integer> PROBES =
      Map.of(ExtendedSocketOptions.TCP_KEEPIDLE, 30, ExtendedSocketOptions.TCP_KEEPINTERVAL, 10, ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
  private static final int LET_GO_MILLIS = 2000;

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new PatientSocket();
    for (Map.Entry<SocketOption<Integer>, Integer> option : PROBES.entrySet()) {
      if (socket.supportedOptions().contains(option.getKey())) {
        socket.setOption(option.getKey(), option.getValue());
      }
    }
    return socket;
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

  private static final class PatientSocket extends Socket {
    private volatile boolean reading;

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          reading = true;
          try {
            return in.read(buffer, offset, length);
          } finally {
            reading = false;
          }
        }

        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }
      };
    }

    @Override
    public void close() throws IOException {
      try (Closing end = super::close) {
        if (isConnected() && !isClosed()) {
          setSoTimeout(LET_GO_MILLIS);
          // Who closes under a reader wants him out at once; and would wait for him here, maybe for ever.
          if (!reading) {
            shutdownOutput();
            getInputStream().skip(Long.MAX_VALUE);
          }
        }
      } catch (IOException e) {
        // It was broken already, or the server takes its time.
      }
    }
  }

  @FunctionalInterface
  private interface Closing extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
