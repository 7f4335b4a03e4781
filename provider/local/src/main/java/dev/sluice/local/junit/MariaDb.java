package dev.sluice.local.junit;

import dev.sluice.local.mariadb.EmbeddedMariaDb;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a parameter of type {@link dev.sluice.local.mysqlfamily.EmbeddedServer}: the one MariaDB server of this version in this
 * test JVM, without fsync. Tests keep to databases and users of their own and leave the server running.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MySqlFamilyExtension.class)
public @interface MariaDb {
  /** One of {@link EmbeddedMariaDb#versions}. */
  String version() default EmbeddedMariaDb.USUAL_VERSION;
}
