package dev.sluice.engine.schema;

import java.util.Objects;
import java.util.Optional;

/** What a plan does to one object: what lint and approval judge. */
public sealed interface Change {
  ObjectName object();

  record Created(ObjectName object) implements Change {
    public Created {
      Objects.requireNonNull(object, "object");
    }
  }

  /** @param losesData whether rows or values may go with it that nothing brings back */
  record Dropped(ObjectName object, boolean losesData) implements Change {
    public Dropped {
      Objects.requireNonNull(object, "object");
    }
  }

  /**
   * Dropped and created again, in a form that {@link Altered} can't reach or because of what it depends on.
   *
   * @param because what it depends on, where it is the same afterwards
   */
  record Recreated(ObjectName object, boolean losesData, Optional<ObjectName> because) implements Change {
    public Recreated {
      Objects.requireNonNull(object, "object");
      Objects.requireNonNull(because, "because");
    }
  }

  /** Because a hint says so. @param from its name before */
  record Renamed(ObjectName object, String from) implements Change {
    public Renamed {
      Objects.requireNonNull(object, "object");
      Objects.requireNonNull(from, "from");
    }
  }

  /** @param from in words or SQL, empty for nothing @param to likewise */
  record Altered(ObjectName object, Aspect aspect, String from, String to) implements Change {
    public Altered {
      Objects.requireNonNull(object, "object");
      Objects.requireNonNull(aspect, "aspect");
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(to, "to");
    }
  }

  /** What of an object. */
  enum Aspect {
    TYPE,
    COLLATION,
    NULLABILITY,
    DEFAULT,
    IDENTITY,
    GENERATION,
    STORAGE,
    VALUES_ADDED,
    VALUES_REMOVED,
    ATTRIBUTES,
    DEFINITION,
    VALIDATION,
    OPTIONS,
    PARTITIONING,
    INHERITANCE,
    ROW_SECURITY,
    ENABLED,
    OWNERSHIP,
    VERSION,
    COMMENT,
    PRIVILEGES
  }
}
