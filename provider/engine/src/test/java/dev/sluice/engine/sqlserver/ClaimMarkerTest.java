package dev.sluice.engine.sqlserver;

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
  void whatIsWrittenIsReadBack(@ForAll("texts") String uid, @ForAll("texts") String holder, @ForAll boolean made) {
    Claim claim = new Claim(uid, holder, made);
    assertThat(ClaimMarker.parse(Optional.of(ClaimMarker.value(claim)))).isEqualTo(new ClaimMarker(true, Optional.of(claim)));
  }

  @Example
  void itIsWrittenForPeopleToo() {
    assertThat(ClaimMarker.value(new Claim("6f1c", "db.m.sluice.dev/Database/shop/orders", false)))
        .isEqualTo("adopted uid=6f1c holder=db.m.sluice.dev/Database/shop/orders");
  }

  @Example
  void whatIsNotOursIsReplacedNotAdded() {
    ClaimMarker foreign = ClaimMarker.parse(Optional.of("hands off"));
    assertThat(foreign.claim()).isEmpty();
    assertThat(foreign.recording("x", new Claim("u", "h", true))).startsWith("EXEC [x].sys.sp_executesql").contains("EXECUTE AS USER = N''dbo'';"
        + " EXEC sys.sp_updateextendedproperty");
    assertThat(ClaimMarker.parse(Optional.empty()).recording("x", new Claim("u", "h", true))).contains("EXEC sys.sp_addextendedproperty");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(Arbitraries.of(" ", "uid=", "holder=", "made", "%", "%2", "\n", "'", "é", "😀"), Arbitraries.strings().ascii().ofMaxLength(6))
        .list().ofMaxSize(5).map(list -> String.join("", list));
  }
}
