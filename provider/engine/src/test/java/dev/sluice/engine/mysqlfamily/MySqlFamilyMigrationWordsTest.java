package dev.sluice.engine.mysqlfamily;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MySqlFamilyMigrationWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1062 | Duplicate entry 'it's for key 4711' for key 't.PRIMARY' | Duplicate entry '...' for key 't.PRIMARY'",
        "1062 | (conn=12) Duplicate entry '4711' for key 'PRIMARY' | Duplicate entry '...' for key 'PRIMARY'",
        "1366 | Incorrect integer value: '4711' for column `d`.`t`.`a` at row 1 | Incorrect integer value: '...' for column `d`.`t`.`a` at row 1",
        "1292 | Data truncation: Truncated incorrect INTEGER value: '4711' | Truncated incorrect INTEGER value: '...'",
        "1690 | BIGINT value is out of range in '(4711 + 1)' | BIGINT value is out of range in '...'",
        "1264 | Data truncation: Out of range value for column 'a' at row 1 | Out of range value for column 'a' at row 1",
        "1146 | Table 'd.t' doesn't exist | Table 'd.t' doesn't exist",
        "1644 | Secret 4711 | Secret 4711",
        "2013 | Lost connection. | Lost connection"
      })
  void dataIsNotShown(int code, String message, String words) {
    assertThat(MySqlFamilyMigrationWords.of(new SQLException(message, "HY000", code)).primary()).isEqualTo(words);
  }

  @Test
  void aSyntaxErrorSaysWhere() {
    var message =
        "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use"
            + " near 'ad c int\nmore' at line 12";
    var words = MySqlFamilyMigrationWords.of(new SQLException(message, "42000", 1064));
    assertThat(words.primary()).isEqualTo("You have an error in your SQL syntax");
    assertThat(words.line()).hasValue(12);
    assertThat(words.near()).contains("ad c int");
  }

  @Test
  void aLostConnectionIsOneLine() {
    var words = MySqlFamilyMigrationWords.of(new SQLException("Communications link failure\n\nThe last packet sent ...", "08S01", 0));
    assertThat(words.primary()).isEqualTo("Communications link failure");
  }
}
