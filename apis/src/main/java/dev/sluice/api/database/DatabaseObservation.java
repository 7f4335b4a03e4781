package dev.sluice.api.database;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What the server says of a Database.
 *
 * @param engine the product, from its ProviderConfig
 * @param database the name on the server
 * @param size of the files, rounded ("12 MB"), so that it does not change at each look
 * @param encoding or character set
 * @param collation of products where it is one thing; {@code lcCollate} and {@code lcCType} where it is two
 * @param provenance Created or Adopted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseObservation(
    String engine,
    String database,
    String owner,
    String size,
    String encoding,
    String collation,
    String lcCollate,
    String lcCType,
    Integer connectionLimit,
    List<InstalledExtension> extensions,
    String provenance) {

  /** An extension as installed. */
  public record InstalledExtension(String name, String version, String schema) {}
}
