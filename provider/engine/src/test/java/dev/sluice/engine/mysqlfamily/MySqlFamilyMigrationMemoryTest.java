package dev.sluice.engine.mysqlfamily;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MySqlFamilyMigrationMemoryTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET @a = 1", "SET @a := -1.5e3, @`b c` = 'it''s', @c = NULL", "SET NAMES utf8mb4 COLLATE utf8mb4_bin", "SET sql_mode = ANSI",
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", "SET @@session.time_zone = '+00:00'", "SET @old = @@SQL_MODE, SQL_MODE = ''",
        "SET sql_mode = (SELECT REPLACE(@@SESSION.sql_mode, 'ONLY_FULL_GROUP_BY', ''))", "/*!40101 SET NAMES utf8 */", "USE other", "LOCK TABLES t WRITE",
        "PREPARE s FROM 'SELECT 1'", "DEALLOCATE PREPARE s", "SET ROLE r"
      })
  void constantsAreSetAgain(String sql) {
    assertThat(new MySqlFamilyMigrationMemory().repeats(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET @id = LAST_INSERT_ID()", "SET @m = (SELECT max(a) FROM t)", "SELECT max(a) INTO @m FROM t", "SET @now = CURRENT_TIMESTAMP", "SET @a = 1, @b = NOW()",
        "SET @b = @a", "SET @id = @@last_insert_id", "SET @g = @@GLOBAL.sql_mode", "SET timestamp = UNIX_TIMESTAMP()", "PREPARE s FROM @text",
        "SET @u = UUID()", "SET @a = @b := 1", "/*!40101 SET @id = LAST_INSERT_ID() */"
      })
  void nothingElseIs(String sql) {
    assertThat(new MySqlFamilyMigrationMemory().repeats(sql)).isFalse();
  }

  @Test
  void aVariableIsAsConstantAsWhatWasPutIntoItLast() {
    var memory = new MySqlFamilyMigrationMemory();
    assertThat(memory.repeats("SET @a = 1, @`B` = @@character_set_client")).isTrue();
    assertThat(memory.repeats("SET character_set_client = @b, @c = CONCAT(@A, 'x')")).isTrue();
    assertThat(memory.repeats("SET @a = RAND()")).isFalse();
    assertThat(memory.repeats("SET @d = @a")).isFalse();
    assertThat(memory.repeats("SET @d = @c")).isTrue();
  }
}
