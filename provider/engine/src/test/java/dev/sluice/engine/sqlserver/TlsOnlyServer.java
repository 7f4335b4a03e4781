package dev.sluice.engine.sqlserver;

import dev.sluice.local.certificate.Pem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * As much of a SQL Server as it takes for its certificate to be judged: it answers PRELOGIN, shakes hands, and hangs up. The
 * handshake travels in the protocol's packets: eight bytes of header, of which the first tells the kind and two the length.
 */
final class TlsOnlyServer implements AutoCloseable {
  private static final int HEADER = 8;
  private static final int PRELOGIN = 0x12;
  private static final int ANSWER = 0x04;
  // Version and encryption: kind, offset, length each; the end; version 15.0.2000, encryption on.
  private static final byte[] PRELOGIN_ANSWER = {0, 0, 11, 0, 6, 1, 0, 17, 0, 1, (byte) 0xff, 15, 0, 7, (byte) 0xd0, 0, 0, 1};

  private final ServerSocket listener;
  private final SSLContext context;
  private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();

  TlsOnlyServer(String address, Pem identity) {
    try {
      listener = new ServerSocket(0, 50, InetAddress.ofLiteral(address));
      context = context(identity);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    Thread.startVirtualThread(this::serve);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How each handshake ended: {@code done} or {@code failed}. */
  BlockingQueue<String> outcomes() {
    return outcomes;
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        shakeHands(socket);
      } catch (IOException e) {
        // Closed, or refused: the driver says so.
      }
    }
  }

  private void shakeHands(Socket socket) throws IOException {
    packet(new DataInputStream(socket.getInputStream()));
    send(socket.getOutputStream(), ANSWER, true, PRELOGIN_ANSWER);
    Wrapped wrapped = new Wrapped(socket);
    try {
      SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(wrapped, "client", 0, false);
      secured.setUseClientMode(false);
      // In later versions a certificate is refused only after the handshake has ended here.
      secured.setEnabledProtocols(new String[] {"TLSv1.2"});
      secured.startHandshake();
      wrapped.send();
      outcomes.add("done");
    } catch (IOException e) {
      outcomes.add("failed");
      throw e;
    }
  }

  private static byte[] packet(DataInputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length < HEADER) {
      throw new IOException("gone");
    }
    return in.readNBytes(((header[2] & 0xff) << 8 | header[3] & 0xff) - HEADER);
  }

  private static void send(OutputStream out, int kind, boolean last, byte[] content) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    int all = content.length + HEADER;
    packet.writeBytes(new byte[] {(byte) kind, (byte) (last ? 1 : 0), (byte) (all >> 8), (byte) all, 0, 0, 1, 0});
    packet.writeBytes(content);
    out.write(packet.toByteArray());
    out.flush();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(Pem identity) throws Exception {
    Certificate[] chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(identity.certificate().getBytes(StandardCharsets.UTF_8)))
            .toArray(Certificate[]::new);
    byte[] key = Base64.getMimeDecoder().decode(identity.privateKey().replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey parsed = KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(key));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", parsed, new char[0], chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** A socket whose bytes come and go in packets: one answer to each question. */
  private static final class Wrapped extends Socket {
    private static final int LONGEST = 4096 - HEADER;

    private final Socket socket;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Incoming in;

    Wrapped(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new Incoming(this, new DataInputStream(socket.getInputStream()));
    }

    void send() throws IOException {
      byte[] all = out.toByteArray();
      out.reset();
      for (int at = 0; at < all.length; at += LONGEST) {
        boolean last = at + LONGEST >= all.length;
        TlsOnlyServer.send(socket.getOutputStream(), PRELOGIN, last, Arrays.copyOfRange(all, at, Math.min(all.length, at + LONGEST)));
      }
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public OutputStream getOutputStream() {
      return out;
    }

    @Override
    public boolean isConnected() {
      return true;
    }
  }

  private static final class Incoming extends InputStream {
    private final Wrapped socket;
    private final DataInputStream raw;
    private InputStream left = InputStream.nullInputStream();

    Incoming(Wrapped socket, DataInputStream raw) {
      this.socket = socket;
      this.raw = raw;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = left.read(buffer, offset, length);
      if (read > 0) {
        return read;
      }
      socket.send();
      left = new ByteArrayInputStream(packet(raw));
      return left.read(buffer, offset, length);
    }
  }
}
