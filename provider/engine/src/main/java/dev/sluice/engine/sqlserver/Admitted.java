package dev.sluice.engine.sqlserver;

/** Users that were let into a database for a grant alone; such go with the last one. */
final class Admitted {
  private static final String PROPERTY = "sluice_admitted";

  private Admitted() {}

  static String recording(String user) {
    return "EXEC sys.sp_addextendedproperty @name = " + Quoting.literal(PROPERTY) + ", @value = N'for a grant', @level0type = N'USER', @level0name"
        + " = " + Quoting.literal(user);
  }

  /** Drops one that has nothing there any more. */
  static String leaving(String user) {
    return """
        IF EXISTS (SELECT 1 FROM sys.extended_properties x WHERE x.class = 4 AND x.major_id = DATABASE_PRINCIPAL_ID(%1$s) AND x.name = %2$s)
          AND NOT EXISTS (SELECT 1 FROM sys.database_permissions g WHERE g.grantee_principal_id = DATABASE_PRINCIPAL_ID(%1$s) AND NOT (g.class = 0 AND g.permission_name = N'CONNECT'))
          AND NOT EXISTS (SELECT 1 FROM sys.database_role_members m JOIN sys.database_principals r ON r.principal_id = m.role_principal_id
            WHERE m.member_principal_id = DATABASE_PRINCIPAL_ID(%1$s) AND r.name <> %3$s)
          AND NOT EXISTS (SELECT 1 FROM sys.schemas s WHERE s.principal_id = DATABASE_PRINCIPAL_ID(%1$s))
          AND NOT EXISTS (SELECT 1 FROM sys.objects o WHERE o.principal_id = DATABASE_PRINCIPAL_ID(%1$s)) DROP USER %4$s"""
        .formatted(Quoting.literal(user), Quoting.literal(PROPERTY), Quoting.literal(Bookkeeping.APPLICATIONS), Quoting.identifier(user));
  }
}
