package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Password;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
  /** An example that hashcat publishes for this kind of hash (mode 1731); its password is hashcat. */
  private static final String KNOWN =
      "02000102030434ea1b17802fd95ea6316bd61d2c94622ca3812793e8fb1672487b5c904a45a31b2ab4a78890d563d2fcf5663e46fe797d71550494be50cf4915d3f4d55ec375";

  @Test
  void itIsWhatTheServerKeeps() {
    assertThat(PasswordHash.of(new Password("hashcat"), HexFormat.of().parseHex("01020304"))).isEqualToIgnoringCase(KNOWN);
  }

  @Test
  void whatIsKeptTellsWhetherAPasswordIsTheOne() {
    assertThat(PasswordHash.matches(KNOWN, new Password("hashcat"))).contains(true);
    assertThat(PasswordHash.matches(KNOWN.toUpperCase(java.util.Locale.ROOT), new Password("Hashcat"))).contains(false);
    var own = new Password("pässwörd 😀");
    assertThat(PasswordHash.matches(PasswordHash.of(own).substring(2), own)).contains(true);
  }

  @Test
  void ofAnotherVersionItSaysNothing() {
    assertThat(PasswordHash.matches("0300" + KNOWN.substring(4), new Password("hashcat"))).isEmpty();
    assertThat(PasswordHash.matches("0200", new Password(""))).isEmpty();
  }

  @Test
  void noTwoAreAlike() {
    var password = new Password("x");
    assertThat(PasswordHash.of(password)).startsWith("0x0200").hasSize(2 + KNOWN.length()).isNotEqualTo(PasswordHash.of(password));
  }
}
