package dev.sluice.function.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.certificate.CertificateAuthority;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 3072, 4096})
  void pkcs1IsTheSameKeyAsPkcs8(int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    var pkcs8 = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(generator.generateKeyPair().getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n";

    assertThat(PrivateKeys.read(CertificateFolder.pkcs1(pkcs8))).isEqualTo(PrivateKeys.read(pkcs8));
  }

  @Test
  void whatElseStandsInTheFileIsPassedOver() throws Exception {
    var key = CertificateAuthority.create("a").issueRsaForServer("b").privateKey();

    assertThat(PrivateKeys.read("Bag Attributes\n\n" + key.replace("\n", "\r\n")).getAlgorithm()).isEqualTo("RSA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "no key", "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----", "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----"
      })
  void whatIsNoKeyIsRefusedAndNotShown(String text) {
    assertThatThrownBy(() -> PrivateKeys.read(text)).isInstanceOf(InvalidKeyException.class).hasMessageContaining("tls.key").hasMessageNotContaining("c2Vj");
  }
}
