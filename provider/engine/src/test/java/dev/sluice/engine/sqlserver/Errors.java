package dev.sluice.engine.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerError;
import com.microsoft.sqlserver.jdbc.SQLServerException;
import java.lang.reflect.Field;

/** What the driver makes of a server's error; it keeps to itself how. */
final class Errors {
  private Errors() {}

  static SQLServerException server(int number, String message) {
    return server(number, message, 1, "");
  }

  static SQLServerException server(int number, String message, long line, String procedure) {
    try {
      var constructor = SQLServerError.class.getDeclaredConstructor();
      constructor.setAccessible(true);
      SQLServerError error = constructor.newInstance();
      error.setErrorNumber(number);
      error.setErrorMessage(message);
      error.setErrorSeverity(16);
      set(error, "lineNumber", line);
      set(error, "procName", procedure);
      return new SQLServerException(error);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(SQLServerError error, String name, Object value) throws ReflectiveOperationException {
    Field field = SQLServerError.class.getDeclaredField(name);
    field.setAccessible(true);
    field.set(error, value);
  }
}
