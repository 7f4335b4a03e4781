package dev.sluice.local.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a parameter of type {@link dev.sluice.local.postgresql.EmbeddedPostgreSql}: the one server of this major in this
 * test JVM, without fsync. Tests keep to databases and roles of their own and leave the server running.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PostgreSqlExtension.class)
public @interface PostgreSql {
  /** 14, the oldest supported, or 18, the newest. */
  int major() default 18;
}
