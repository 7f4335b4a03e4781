package dev.sluice.compositions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages of this repository say of it: their links lead somewhere, and the table of its rooms is the tree. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\n]*`");

  static Stream<Path> pages() throws IOException {
    var folders = Stream.of("", "compositions", "package/rbac", "package/standalone", "docs").map(ROOT::resolve).toList();
    var pages = new ArrayList<Path>();
    for (var folder : folders) {
      try (var files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages.stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) {
    for (var link : links(page)) {
      var parts = link.split("#", 2);
      var target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
      assertThat(target).as("%s in %s", link, page).exists();
      if (parts.length > 1) {
        assertThat(headings(target)).as("%s in %s", link, page).contains(parts[1]);
      }
    }
  }

  /** A page that nothing leads to is one that nobody reads. */
  @Test
  void everyPageIsReachedFromTheReadme() throws IOException {
    var reached = new HashSet<Path>();
    var open = new ArrayDeque<>(List.of(ROOT.resolve("README.md")));
    while (!open.isEmpty()) {
      var page = open.pop();
      if (reached.add(page)) {
        links(page).stream().map(link -> page.resolveSibling(link.split("#", 2)[0]).normalize()).filter(p -> p.toString().endsWith(".md")).forEach(open::add);
      }
    }
    try (var docs = Files.list(ROOT.resolve("docs"))) {
      assertThat(reached).containsAll(docs.toList());
    }
  }

  @Test
  void theTableOfRoomsIsTheTree() throws IOException {
    var said = rooms();
    assertThat(said).allSatisfy(room -> assertThat(ROOT.resolve(room)).exists());

    var tree = new TreeSet<>(folders(ROOT, ""));
    for (var parent : List.of("provider", "package")) {
      tree.addAll(folders(ROOT.resolve(parent), parent + "/"));
    }
    // It has nothing but its rooms.
    tree.remove("provider");
    assertThat(said).containsAll(tree);
  }

  private static Set<String> rooms() {
    var rooms = new TreeSet<String>();
    text(ROOT.resolve("CONTRIBUTING.md"))
        .lines()
        .dropWhile(line -> !line.equals("## Where things are"))
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|")[1])
        .flatMap(cell -> Arrays.stream(cell.split(",")))
        .forEach(name -> rooms.add(name.strip().replace("`", "")));
    return rooms;
  }

  /** What a clone has; not what a build or a quickstart leaves there. */
  private static List<String> folders(Path parent, String prefix) throws IOException {
    try (var children = Files.list(parent)) {
      return children
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !name.startsWith(".") && !name.equals("target"))
          .map(name -> prefix + name)
          .toList();
    }
  }

  private static List<String> links(Path page) {
    return LINK.matcher(CODE.matcher(text(page)).replaceAll("")).results().map(r -> r.group(1)).filter(link -> !link.startsWith("http")).toList();
  }

  /** As a forge makes them of the headings of a page. */
  private static List<String> headings(Path page) {
    return Pattern.compile("(?m)^#+ (.+)$").matcher(text(page)).results().map(DocumentationTest::anchor).toList();
  }

  private static String anchor(MatchResult heading) {
    return heading.group(1).strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
