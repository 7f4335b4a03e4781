package dev.sluice.engine.sqlserver;

import dev.sluice.engine.Tls;
import dev.sluice.engine.tls.TlsContext;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a server's certificate has to be.
 *
 * @param hostName whether it must also be for the host that was asked for
 */
record ServerTrust(X509ExtendedTrustManager authority, boolean hostName) {

  static ServerTrust of(Tls tls) {
    return new ServerTrust(TlsContext.trustManager(tls), tls.mode() == Tls.Mode.VERIFY_FULL);
  }

  void check(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
    // Without a socket it is about the chain alone.
    authority.checkServerTrusted(chain, authType);
    if (hostName) {
      checkHost(chain, authType, socket);
    }
  }

  /** The driver leaves this to us as soon as it has a trust manager of ours, and Java does it for sockets that ask for it. */
  private void checkHost(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
    if (!(socket instanceof SSLSocket secured)) {
      throw new WrongHostException("there is no host to compare the certificate with");
    }
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    try {
      authority.checkServerTrusted(chain, authType, secured);
    } catch (CertificateException e) {
      throw new WrongHostException("the certificate is for another host");
    }
  }

  /** The certificate is all right, and somebody else's. */
  static final class WrongHostException extends CertificateException {
    private static final long serialVersionUID = 1;

    WrongHostException(String message) {
      super(message);
    }
  }
}
