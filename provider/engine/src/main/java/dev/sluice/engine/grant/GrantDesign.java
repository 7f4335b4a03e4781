package dev.sluice.engine.grant;

import dev.sluice.engine.role.RoleAccess;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a role should be granted.
 *
 * @param exclusive whether it shall have nothing else on the same target
 * @param privileged whether what reaches beyond databases, or belongs to an extension, may be granted, too
 * @param former what was granted before, where that was something else, to whomever
 * @param others what the same role is to have besides, which nothing here takes away
 */
public record GrantDesign(GrantTerms terms, boolean exclusive, boolean privileged, Optional<Former> former, Others others) {
  public GrantDesign {
    Objects.requireNonNull(terms, "terms");
    Objects.requireNonNull(former, "former");
    Objects.requireNonNull(others, "others");
  }

  /** With nothing besides. */
  public GrantDesign(GrantTerms terms) {
    this(terms, false, false, Optional.empty(), Others.NONE);
  }

  /** @param others what that role is to have besides */
  public record Former(GrantTerms terms, Others others) {}

  /** By other resources that speak of the same role. */
  public record Others(List<GrantTerms> grants, List<RoleAccess> access, Set<String> memberOf) {
    public static final Others NONE = new Others(List.of(), List.of(), Set.of());

    public Others {
      grants = List.copyOf(grants);
      access = List.copyOf(access);
      memberOf = Set.copyOf(memberOf);
    }
  }
}
