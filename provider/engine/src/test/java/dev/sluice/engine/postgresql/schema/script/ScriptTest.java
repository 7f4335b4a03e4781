package dev.sluice.engine.postgresql.schema.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptTest {
  private static Script script(String sql) {
    return Script.of(new TreeMap<>(Map.of("a.sql", sql)));
  }

  private static List<String> statements(String sql) {
    return script(sql).statements().stream().map(Statement::sql).toList();
  }

  @Test
  void aSemicolonEndsAStatementOnlyOutsideOfAllThatMayHoldOne() {
    assertThat(statements("SELECT ';', \"a;b\", E'\\';', $$;$$, $x$;$$;$x$ -- ;\n/* ; /* ; */ ; */; SELECT 2;;"))
        .containsExactly("SELECT ';', \"a;b\", E'\\';', $$;$$, $x$;$$;$x$ -- ;\n/* ; /* ; */ ; */", "SELECT 2");
  }

  @Test
  void rulesAndAtomicBodiesHoldSeveral() {
    var rule = "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)";
    var atomic = "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
    assertThat(statements(rule + ";" + atomic + "; SELECT 3")).containsExactly(rule, atomic, "SELECT 3");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstStatement() {
    assertThat(statements("\uFEFFSELECT 1; SELECT 2")).containsExactly("SELECT 1", "SELECT 2");
  }

  @Test
  void whatIsNoRoutineHasNoBlocks() {
    assertThat(statements("CREATE TABLE begin (a int); SELECT 1")).hasSize(2);
  }

  @Test
  void linesAreCountedFromTheStatementProper() {
    var found = script("-- one\n\n/* two\nthree */ SELECT 1;\n\n  SELECT\n  2").statements();
    assertThat(found).extracting(Statement::line).containsExactly(4, 6);
    assertThat(found.getLast().lineAt(11)).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "SELECT 1 | false", "CREATE TABLE t (a int) | false", "GRANT SELECT ON t TO x | false", "CREATE USER MAPPING FOR x SERVER s | false", "DROP TABLE t | false",
    "COMMIT | true", "begin | true", "COPY t FROM STDIN | true", "drop role x | true", "ALTER SYSTEM SET a = 1 | true", "CREATE DATABASE d | true",
    "DROP OWNED BY x | true", "\\i other.sql | true", "UPDATE t SET a = 1 | true"
  })
  void onlyStructureIsTaken(String sql, boolean refused) {
    assertThat(Refusal.of(script(sql).statements().getFirst()).isPresent()).isEqualTo(refused);
  }

  @Test
  void aHintBeforeAnObjectIsAboutTheObject() {
    assertThat(script("-- sluice:renamed from=old\nCREATE TABLE IF NOT EXISTS s.\"New\" (a int);").hints()).singleElement().satisfies(hint -> {
      assertThat(hint.object()).containsExactly("s", "New");
      assertThat(hint.from()).isEqualTo("old");
      assertThat(hint.part()).isEmpty();
    });
  }

  @Test
  void aHintInsideIsAboutItsLineOrElseTheNext() {
    var hints = script("CREATE TABLE t (\n  a int, -- sluice:renamed from=x\n  -- sluice:renamed from=\"Y y\"\n  b int,\n  CONSTRAINT k CHECK (a > 0) -- sluice:renamed from=j\n);").hints();
    assertThat(hints).extracting(hint -> hint.part().orElseThrow().kind() + " " + hint.part().orElseThrow().name() + " " + hint.from())
        .containsExactly("COLUMN a x", "COLUMN b Y y", "CONSTRAINT k j");
  }

  @Test
  void aHintAtAValueIsAboutTheValue() {
    assertThat(script("CREATE TYPE m AS ENUM ('sad', -- sluice:renamed from=bad\n 'ok')").hints()).singleElement()
        .satisfies(hint -> assertThat(hint.part()).contains(new Hint.Part("VALUE", "sad")));
  }
}
