package dev.sluice.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/**
 * A socket for sessions that may last hours and must not outlive their ends, whatever the driver.
 *
 * <p>A statement of hours is silence on the wire, so no read timeout can tell it from a dead peer: keep-alive probes can,
 * within a minute. And closing waits, shortly, until the server has let go too, so that a session which is gone for us is
 * not still counted there when the next one logs in.
 */
public final class PatientSocket extends Socket {
  private static final Map<SocketOption<Integer>, Integer> PROBES =
      Map.of(ExtendedSocketOptions.TCP_KEEPIDLE, 30, ExtendedSocketOptions.TCP_KEEPINTERVAL, 10, ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
  private static final int LET_GO_MILLIS = 2000;

  private volatile boolean reading;

  private PatientSocket() {}

  /** Not connected. The driver has to turn keep-alive on. */
  public static Socket open() throws IOException {
    Socket socket = new PatientSocket();
    for (Map.Entry<SocketOption<Integer>, Integer> option : PROBES.entrySet()) {
      if (socket.supportedOptions().contains(option.getKey())) {
        socket.setOption(option.getKey(), option.getValue());
      }
    }
    return socket;
  }

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

  /** Nothing: some drivers would do it before they close, so as not to wait, and closing could not tell when the server lets go. */
  @Override
  public void shutdownInput() {}

  @Override
  public void close() throws IOException {
    try (Closing end = super::close) {
      if (isConnected() && !isClosed()) {
        setSoTimeout(LET_GO_MILLIS);
        // Who closes under a reader wants him out at once; and would wait for him here, maybe for ever.
        if (!reading) {
          if (!isOutputShutdown()) {
            shutdownOutput();
          }
          getInputStream().skip(Long.MAX_VALUE);
        }
      }
    } catch (IOException e) {
      // It was broken already, or the server takes its time.
    }
  }

  @FunctionalInterface
  private interface Closing extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
