package dev.sluice.engine.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Reasons;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class QuotingTest {

  @Property
  void aNameIsOneTokenWhateverIsInIt(@ForAll @AlphaChars @Chars({']', '[', '"', '\'', ';', '-', ' ', '/', '*'}) @StringLength(min = 1, max = 40) String name) {
    assertThat(BatchText.of(Quoting.identifier(name)).tokens()).containsExactly(new BatchText.Token(BatchText.Kind.NAME, name));
  }

  @Property
  void aTextIsOneTokenWhateverIsInIt(@ForAll @AlphaChars @Chars({']', '[', '"', '\'', ';', '-', ' ', '\\', '\n'}) @StringLength(max = 40) String text) {
    assertThat(BatchText.of(Quoting.literal(text)).tokens()).containsExactly(new BatchText.Token(BatchText.Kind.TEXT, text));
  }

  @Example
  void bracketsAndQuotesAreDoubled() {
    assertThat(Quoting.identifier("a]b[c")).isEqualTo("[a]]b[c]");
    assertThat(Quoting.literal("O'Hara")).isEqualTo("N'O''Hara'");
    assertThat(Quoting.identifier("é😀".repeat(42))).hasSize(128);
  }

  @Example
  void whatTheServerWouldRefuseIsRefusedHere() {
    for (String name : new String[] {"", "x".repeat(129), "a\0b", "half \ud83d", "\ude00"}) {
      assertThat(Design.failureOf(() -> Quoting.identifier(name)).reason()).isEqualTo(Reasons.INVALID_SPEC);
    }
    assertThat(Design.failureOf(() -> Quoting.literal("a\0b")).message()).contains("NUL");
  }
}
