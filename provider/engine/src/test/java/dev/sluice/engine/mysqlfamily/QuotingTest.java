package dev.sluice.engine.mysqlfamily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.EngineException;
import org.junit.jupiter.api.Test;

class QuotingTest {
  @Test
  void backticksAreDoubledAndNothingElseIsTouched() {
    assertThat(Quoting.identifier("a`b``c")).isEqualTo("`a``b````c`");
    assertThat(Quoting.identifier("_%\\'\" \n")).isEqualTo("`_%\\'\" \n`");
  }

  @Test
  void lengthCountsCharactersNotBytes() {
    assertThat(Quoting.identifier("é".repeat(64))).hasSize(66);
    assertThatThrownBy(() -> Quoting.identifier("e".repeat(65))).isInstanceOf(EngineException.class).hasMessageContaining("65 characters");
  }

  @Test
  void aLockHasANameOfItsOwnThatFits() {
    assertThat(NameLock.name("database", "x".repeat(64))).hasSize(64).isNotEqualTo(NameLock.name("database", "x".repeat(63)));
    assertThat(NameLock.name("database", "Shop")).isEqualTo(NameLock.name("database", "shop"));
  }
}
