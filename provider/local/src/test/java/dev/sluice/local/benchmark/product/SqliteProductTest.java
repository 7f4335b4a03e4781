package dev.sluice.local.benchmark.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteProductTest {
  private static final String DATABASE = "some";

  @TempDir
  private Path folder;

  private SqliteProduct product;
  private DatabaseFiles files;

  @BeforeEach
  void start() {
    product = SqliteProduct.in(folder.resolve("it's \"here\""));
    files = new DatabaseFiles(Path.of(product.access().flags().getFirst().replace("--data-folder=", "")));
  }

  @Test
  void plainWorkDoesWhatTheResourcesDo() throws Exception {
    PlainWork plain = product.plain();

    plain.create(DATABASE);
    assertThat(files.of(DATABASE)).isNotEmptyFile();
    plain.files(product.applied().three().writeTo(folder.resolve("three")), DATABASE);
    plain.files(product.applied().fourth().writeTo(folder.resolve("fourth")), DATABASE);
    assertThat(text("SELECT group_concat(name, '|') FROM items")).isEqualTo("item of Ada|item of Grace|item of Edgar");
    assertThat(text("SELECT count(*) FROM orders WHERE total IS NULL")).isEqualTo("3");
    plain.alter(DATABASE);
    assertThat(text("PRAGMA journal_mode")).isEqualTo("wal");
    plain.drop(DATABASE);
    assertThat(left()).isEmpty();
  }

  @Test
  void withoutTheProgramTheSameFilesAreExecutedByJdbc() throws Exception {
    Administration administration = new Administration(database -> DriverManager.getConnection("jdbc:sqlite:" + files.of(database)));
    PlainFiles byJdbc = new PlainFiles(administration, Optional.of(Sqlite3.NAME), Optional.empty());

    byJdbc.run(product.applied().three().writeTo(folder.resolve("three")), DATABASE);

    assertThat(text("SELECT count(*) FROM orders, items")).isEqualTo("9");
    assertThat(byJdbc.by()).isEqualTo("plain JDBC session (no sqlite3 on the PATH)");
    assertThat(byJdbc.described()).hasValue(new PlainWork.Client("sqlite3", "none on the PATH"));
  }

  @Test
  void whatWasCreatedOrIsGoneAlreadyIsDropped() throws Exception {
    product.create(List.of(DATABASE, "other"));
    Files.createFile(files.folder().resolve("other.db-sluice"));

    product.drop(List.of(DATABASE, "other", "never"));

    assertThat(left()).isEmpty();
  }

  @Test
  void thereIsNothingToCountWithoutAServer() {
    assertThat(product.sessions()).isEmpty();
    assertThat(product.pid()).isEmpty();
    assertThat(product.version()).contains("synchronous 2 ");
  }

  private List<Path> left() throws Exception {
    try (Stream<Path> all = Files.list(files.folder())) {
      return all.toList();
    }
  }

  private String text(String query) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + files.of(DATABASE));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
