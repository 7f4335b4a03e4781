package dev.sluice.local.certificate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues the certificates of one embedded server. It lives in memory only: its key is never written.
 */
public final class CertificateAuthority {
  private static final Duration VALIDITY = Duration.ofDays(3650);
  private static final int SERIAL_BITS = 120;

  private final X500Name name;
  private final KeyPair keys;
  private final String certificate;

  private CertificateAuthority(X500Name name, KeyPair keys, String certificate) {
    this.name = requireNonNull(name, "name is null");
    this.keys = requireNonNull(keys, "keys is null");
    this.certificate = requireNonNull(certificate, "certificate is null");
  }

  public static CertificateAuthority create(String commonName) {
    X500Name name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    KeyPair keys = ellipticKeys();
    JcaX509v3CertificateBuilder builder = builder(name, name, keys);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
    return new CertificateAuthority(name, keys, signed(builder, keys));
  }

  /** The authority's own certificate, PEM. */
  public String certificate() {
    return certificate;
  }

  public void write(Path file) {
    PemFile.write(file, certificate);
  }

  /** For a server on the loopback address: valid for {@code localhost} and 127.0.0.1. */
  public Pem issueForServer(String commonName) {
    return issueForServer(commonName, ellipticKeys());
  }

  /** As {@link #issueForServer}, for servers that take no elliptic keys. */
  public Pem issueRsaForServer(String commonName) {
    return issueForServer(commonName, rsaKeys());
  }

  private Pem issueForServer(String commonName, KeyPair subjectKeys) {
    X500Name subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    JcaX509v3CertificateBuilder builder = builder(name, subject, subjectKeys);
    try {
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
        new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
      }));
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
    return new Pem(signed(builder, keys), privateKey(subjectKeys));
  }

  /** For a client: the common name is its user, each organization one of its groups. */
  public Pem issueForClient(String user, List<String> groups) {
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    groups.forEach(group -> subject.addRDN(BCStyle.O, group));
    subject.addRDN(BCStyle.CN, user);
    // Every client library reads RSA keys; some read elliptic ones only with an extra provider.
    KeyPair subjectKeys = rsaKeys();
    JcaX509v3CertificateBuilder builder = builder(name, subject.build(), subjectKeys);
    try {
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
    return new Pem(signed(builder, keys), privateKey(subjectKeys));
  }

  public static SigningKey newSigningKey() {
    KeyPair pair = ellipticKeys();
    return new SigningKey(pem(pair.getPublic()), privateKey(pair));
  }

  private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair subjectKeys) {
    // A clock that steps back a little must not make a fresh certificate invalid.
    Instant from = Instant.now().minus(Duration.ofHours(1));
    return new JcaX509v3CertificateBuilder(issuer, new BigInteger(SERIAL_BITS, new SecureRandom()),
        Date.from(from), Date.from(from.plus(VALIDITY)), subject, subjectKeys.getPublic());
  }

  private static String signed(JcaX509v3CertificateBuilder builder, KeyPair issuerKeys) {
    try {
      X509CertificateHolder holder = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate()));
      return pem(holder);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String privateKey(KeyPair keys) {
    try {
      return pem(new JcaPKCS8Generator(keys.getPrivate(), null));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private static KeyPair ellipticKeys() {
    return keys("EC", 256);
  }

  private static KeyPair rsaKeys() {
    return keys("RSA", 2048);
  }

  private static KeyPair keys(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
