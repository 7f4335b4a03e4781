package dev.sluice.engine.mysqlfamily;

import dev.sluice.engine.PatientSocket;
import dev.sluice.engine.Server;
import dev.sluice.engine.Tls;
import dev.sluice.engine.tls.TlsContext;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The sockets of one server, for whoever logs in on this thread: the drivers take no factory, only the name of a class, and
 * certificates must neither become files nor parts of a URL. Outside of it there are no sockets, so that the drivers open
 * no sessions of their own accord, such as to cancel something, beyond those that are counted.
 */
public final class LoginScope {
  private static final ScopedValue<LoginScope> CURRENT = ScopedValue.newInstance();

  private final Server.Login login;
  private final Optional<SSLSocketFactory> tls;
  private final boolean checksName;
  /** Of this login's own thread. */
  private Optional<Socket> latest = Optional.empty();

  LoginScope(Server server) {
    this(
        server.requiredLogin(),
        server.tls().mode() == Tls.Mode.DISABLE ? Optional.empty() : Optional.of(TlsContext.of(server.tls()).getSocketFactory()),
        server.tls().mode() == Tls.Mode.VERIFY_FULL);
  }

  private LoginScope(Server.Login login, Optional<SSLSocketFactory> tls, boolean checksName) {
    this.login = login;
    this.tls = tls;
    this.checksName = checksName;
  }

  /** For another login to the same server. */
  LoginScope again() {
    return new LoginScope(login, tls, checksName);
  }

  <T, E extends Exception> T call(ScopedValue.CallableOp<T, E> work) throws E {
    return ScopedValue.where(CURRENT, this).call(work);
  }

  /** @throws IOException outside of a login */
  public static LoginScope current() throws IOException {
    if (!CURRENT.isBound()) {
      throw new IOException("sessions are opened through their pool only");
    }
    return CURRENT.get();
  }

  /** Not connected yet. */
  public Socket socket() throws IOException {
    latest = Optional.of(PatientSocket.open());
    return latest.get();
  }

  /** What the driver has talked through since. */
  Optional<Socket> opened() {
    return latest;
  }

  /** TLS over a connection. The handshake is still to be done; it checks the certificate, and the name in it where asked to. */
  public SSLSocket secured(Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.orElseThrow(() -> new IOException("no TLS is wanted")).createSocket(plain, login.host(), login.port(), true);
    socket.setUseClientMode(true);
    if (checksName) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    return socket;
  }
}
