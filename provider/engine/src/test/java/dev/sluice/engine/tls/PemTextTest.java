package dev.sluice.engine.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PemTextTest {
  private static final byte[] P256 = {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07};
  private static final int PKCS8_HEADER_OF_RSA_2048 = 26;

  @Test
  void pkcs8IsReadWhateverTheAlgorithm() throws GeneralSecurityException {
    for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
      KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
      assertThat(PemText.privateKey(pem("PRIVATE KEY", keys.getPrivate().getEncoded()))).isEqualTo(keys.getPrivate());
    }
  }

  @Test
  void pkcs1IsRead() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    byte[] pkcs8 = keys.getPrivate().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_HEADER_OF_RSA_2048, pkcs8.length);
    assertThat(PemText.privateKey("# a comment\n" + pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(keys.getPrivate());
  }

  @Test
  void sec1IsReadWithItsCurve() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    ECPrivateKey key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
    byte[] sec1 = Der.element(
        Der.SEQUENCE, new byte[] {0x02, 0x01, 0x01}, Der.element(Der.OCTETS, padded(key.getS().toByteArray())), Der.element(0xa0, P256));
    String text = pem("EC PARAMETERS", P256) + pem("EC PRIVATE KEY", sec1);
    assertThat(((ECPrivateKey) PemText.privateKey(text)).getS()).isEqualTo(key.getS());
  }

  @Test
  void encryptedKeysAndOtherThingsAreRefused() {
    for (String text : new String[] {
      "", "hello", pem("ENCRYPTED PRIVATE KEY", new byte[8]), pem("RSA PRIVATE KEY", new byte[8]), pem("EC PRIVATE KEY", new byte[1])
    }) {
      assertThatThrownBy(() -> PemText.privateKey(text)).isInstanceOf(GeneralSecurityException.class);
    }
  }

  private static byte[] padded(byte[] number) {
    byte[] padded = new byte[32];
    int length = Math.min(32, number.length);
    System.arraycopy(number, number.length - length, padded, 32 - length, length);
    return padded;
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind + "-----\n";
  }
}
