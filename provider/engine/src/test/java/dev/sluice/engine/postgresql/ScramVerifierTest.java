package dev.sluice.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Password;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ScramVerifierTest {
  /** The exchange of RFC 7677 section 3: what the server sends at its end is made with this very server key. */
  @Test
  void itIsTheOneOfTheStandardsExample() throws Exception {
    var verifier = ScramVerifier.of(new Password("pencil"), Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
    assertThat(verifier).startsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$");
    var serverKey = Base64.getDecoder().decode(verifier.substring(verifier.lastIndexOf(':') + 1));
    var mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(new javax.crypto.spec.SecretKeySpec(serverKey, "HmacSHA256"));
    var exchange =
        "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    assertThat(Base64.getEncoder().encodeToString(mac.doFinal(exchange.getBytes()))).isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  }

  @Test
  void eachHasASaltOfItsOwn() {
    assertThat(ScramVerifier.of(new Password("pencil"))).isNotEqualTo(ScramVerifier.of(new Password("pencil")));
  }
}
