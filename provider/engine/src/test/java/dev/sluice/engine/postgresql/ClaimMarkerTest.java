package dev.sluice.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.database.Claim;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ClaimMarkerTest {

  @Property
  void whatIsWrittenIsReadBack(
      @ForAll("comments") String text, @ForAll("comments") String uid, @ForAll("comments") String holder, @ForAll boolean made) {
    Claim claim = new Claim(uid, holder, made);
    ClaimMarker marker = new ClaimMarker(text, Optional.of(claim), false);
    assertThat(ClaimMarker.parse(Optional.of(marker.comment()))).isEqualTo(marker);
  }

  @Property
  void aTakeoverReplacesTheBracketAndKeepsTheText(@ForAll("comments") String text) {
    ClaimMarker first = new ClaimMarker(text, Optional.of(new Claim("1", "a", true)), true);
    ClaimMarker second = ClaimMarker.parse(Optional.of(first.comment())).finished(new Claim("2", "a", true));
    assertThat(second.comment()).isEqualTo((text.isEmpty() ? "" : text + " ") + "[sluice made uid=2 holder=a]");
  }

  @Property
  void whatOnlyPeopleWroteIsTheirs(@ForAll("comments") String text) {
    ClaimMarker parsed = ClaimMarker.parse(Optional.of(text + "."));
    assertThat(parsed.claim()).isEmpty();
    assertThat(parsed.comment()).isEqualTo(text + ".");
  }

  @Example
  void itIsWrittenForPeopleToo() {
    Claim claim = new Claim("6f1c", "db.m.sluice.dev/Database/shop/orders", false);
    assertThat(ClaimMarker.parse(Optional.of("Orders")).finished(claim).comment())
        .isEqualTo("Orders [sluice adopted uid=6f1c holder=db.m.sluice.dev/Database/shop/orders]");
    assertThat(ClaimMarker.parse(Optional.empty()).finished(claim).comment()).startsWith("[sluice adopted ");
  }

  @Provide
  Arbitrary<String> comments() {
    return Arbitraries.oneOf(
            Arbitraries.of("[", "]", " ", "[sluice made uid=x holder=y]", "sluice", "made", "uid=", "holder=", "%", "%2", "+", "\n", "'", "\\", "é", "😀"),
            Arbitraries.strings().ascii().ofMaxLength(6))
        .list()
        .ofMaxSize(6)
        .map(list -> String.join("", list));
  }
}
