package dev.sluice.engine;

/** The words that {@link Failure#reason()} takes, whatever the product. Conditions and events show them as they are. */
public final class Reasons {
  public static final String UNREACHABLE = "Unreachable";
  public static final String TOO_MANY_CONNECTIONS = "TooManyConnections";
  public static final String SESSIONS_BUSY = "SessionsBusy";
  public static final String INTERRUPTED = "Interrupted";
  public static final String CLOSED = "Closed";
  public static final String RESOURCES = "ServerOutOfResources";
  public static final String DISK_FULL = "DiskFull";
  public static final String READ_ONLY = "ReadOnly";
  public static final String LOCK_TIMEOUT = "LockTimeout";
  public static final String DEADLOCK = "Deadlock";
  public static final String SERIALIZATION = "SerializationFailure";
  public static final String OBJECT_IN_USE = "ObjectInUse";

  public static final String AUTHENTICATION = "AuthenticationFailed";
  public static final String TLS = "TlsFailed";
  public static final String MISSING_RIGHT = "MissingRight";
  public static final String OWNER_MISSING = "OwnerMissing";

  public static final String STATEMENT_TIMEOUT = "StatementTimeout";
  public static final String CANCELLED = "Cancelled";
  public static final String INVALID_SERVER = "InvalidServer";
  public static final String INVALID_SPEC = "InvalidSpec";
  public static final String OWNER_NOT_ALLOWED = "OwnerNotAllowed";
  public static final String ROLE_NOT_ALLOWED = "RoleNotAllowed";
  public static final String DATABASE_MISSING = "DatabaseMissing";
  public static final String ALREADY_EXISTS = "AlreadyExists";
  public static final String CONFLICT = "Conflict";
  public static final String DELETION_BLOCKED = "DeletionBlocked";
  public static final String NOT_SUPPORTED = "NotSupported";
  public static final String REFUSED = "StatementFailed";

  private Reasons() {}
}
