package dev.sluice.api.grant;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What privileges are on: exactly one of these. Names are on the server, what lies in a schema {@code schema.name}.
 *
 * @param tables views, too
 * @param columns by table
 * @param routines with argument types where there are several of the name
 * @param database true: the database itself
 * @param memberOf roles of which it becomes a member
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GrantOn(
    List<String> tables,
    Map<String, List<String>> columns,
    List<String> sequences,
    List<String> routines,
    List<String> schemas,
    Boolean database,
    List<String> foreignServers,
    List<String> foreignDataWrappers,
    List<String> allTablesIn,
    List<String> allSequencesIn,
    List<String> allRoutinesIn,
    DefaultPrivileges defaultPrivileges,
    List<String> memberOf) {

  /**
   * What a role makes later.
   *
   * @param owner absent: the database's owner
   * @param schemas absent: anywhere in the database
   * @param type tables, sequences, routines, types or schemas
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DefaultPrivileges(String owner, List<String> schemas, String type) {}
}
