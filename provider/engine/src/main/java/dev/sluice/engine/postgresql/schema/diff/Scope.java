package dev.sluice.engine.postgresql.schema.diff;

import dev.sluice.engine.postgresql.schema.model.Id;
import dev.sluice.engine.postgresql.schema.model.Kind;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is compared at all.
 *
 * @param schemas empty for all
 * @param excluded patterns on {@code kind path}, such as {@code table public.tmp_*}
 * @param neverDropped kinds, in words
 * @param privileges whether grants and default privileges are compared
 */
public record Scope(Set<String> schemas, List<Pattern> excluded, Set<String> neverDropped, boolean privileges) {
  public static final Scope ALL = new Scope(Set.of(), List.of(), Set.of(), true);

  public Scope {
    schemas = Set.copyOf(schemas);
    excluded = List.copyOf(excluded);
    neverDropped = Set.copyOf(neverDropped);
  }

  /** @param globs on the kind and the path, with a blank between, or on the path alone; {@code *} and {@code ?} */
  public static Scope of(Set<String> schemas, List<String> globs, Set<String> neverDropped, boolean privileges) {
    return new Scope(schemas, globs.stream().map(Scope::pattern).toList(), neverDropped, privileges);
  }

  private static Pattern pattern(String glob) {
    var regex = new StringBuilder();
    for (var c : glob.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  public boolean covers(Id id) {
    if (id.kind() == Kind.DEFAULT_PRIVILEGES && !privileges) {
      return false;
    }
    return !isElsewhere(id) && !isExcluded(id);
  }

  /** Whether it isn't compared because of where it is alone. */
  boolean isOutlying(Id id) {
    return isElsewhere(id) && !isExcluded(id);
  }

  private boolean isElsewhere(Id id) {
    var place = id.kind() == Kind.SCHEMA ? id.name() : id.schema();
    return !schemas.isEmpty() && !place.isEmpty() && !schemas.contains(place);
  }

  /** A part goes with its whole. */
  private boolean isExcluded(Id id) {
    return excluded.stream().anyMatch(pattern -> matches(pattern, id) || id.isPart() && wholes(id).stream().anyMatch(whole -> matches(pattern, whole)));
  }

  /** The same of what isn't modelled. @param path with the schema first, where its kind is of one */
  boolean covers(String kind, String path) {
    var dot = path.indexOf('.');
    return (schemas.isEmpty() || dot < 0 || schemas.contains(path.substring(0, dot)))
        && excluded.stream().noneMatch(pattern -> pattern.matcher(kind + " " + path).matches() || pattern.matcher(path).matches());
  }

  private static boolean matches(Pattern pattern, Id id) {
    return pattern.matcher(id.toString()).matches() || pattern.matcher(id.path()).matches();
  }

  private static List<Id> wholes(Id part) {
    return List.of(part.as(Kind.TABLE), part.as(Kind.VIEW), part.as(Kind.MATERIALIZED_VIEW), part.as(Kind.FOREIGN_TABLE));
  }

  boolean mayDrop(Id id) {
    // An extension is the database's, and may be there for others.
    return id.kind() != Kind.EXTENSION && !(id.kind() == Kind.SCHEMA && id.name().equals("public")) && !neverDropped.contains(id.kind().words());
  }
}
