package dev.sluice.engine.postgresql.schema.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.postgresql.schema.model.Acl.Grant;
import org.junit.jupiter.api.Test;

class AclTest {
  @Test
  void lettersBecomeWordsAndAStarThatItMayBePassedOn() {
    var acl = Acl.parse(new String[] {"me=r*w/me", "=r/me", "\"odd=name\"\"x\"=U/me"}, "me");
    assertThat(acl.grants()).containsExactlyInAnyOrder(
        new Grant(Acl.OWNER, "SELECT", true), new Grant(Acl.OWNER, "UPDATE", false), new Grant(Acl.PUBLIC, "SELECT", false), new Grant("odd=name\"x", "USAGE", false));
  }

  @Test
  void whatTheServerWritesForTheStandardIsTheStandard() {
    assertThat(Acl.parse(new String[] {"o=arwdDxt/o"}, "o")).isEqualTo(Acl.standard(Kind.TABLE, 14));
    assertThat(Acl.parse(new String[] {"o=arwdDxtm/o"}, "o")).isEqualTo(Acl.standard(Kind.TABLE, 18));
    assertThat(Acl.parse(new String[] {"=X/o", "o=X/o"}, "o")).isEqualTo(Acl.standard(Kind.FUNCTION, 18));
  }
}
