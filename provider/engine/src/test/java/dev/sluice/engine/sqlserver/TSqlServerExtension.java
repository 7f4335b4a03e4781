package dev.sluice.engine.sqlserver;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mssqlserver.MSSQLServerContainer;

/**
 * Hands a {@link TSqlServer} to tests: the one that SLUICE_SQLSERVER_JDBC_URL names, or _HOST, _PORT, _USER, _PASSWORD and
 * _TLS, else one in a container, started once, where there is Docker. Where there is neither, the tests are skipped and say so.
 */
public final class TSqlServerExtension implements ExecutionCondition, ParameterResolver {
  public static final String NONE = "no SQL Server here: set SLUICE_SQLSERVER_JDBC_URL to one, or run Docker";

  private static final String IMAGE = "mcr.microsoft.com/mssql/server:2022-latest";
  private static final Namespace NAMESPACE = Namespace.create(TSqlServerExtension.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return isThere() ? ConditionEvaluationResult.enabled("there is a server") : ConditionEvaluationResult.disabled(NONE);
  }

  private static boolean isThere() {
    return TSqlServer.of(System.getenv()).isPresent() || DockerClientFactory.instance().isDockerAvailable();
  }

  /** For those who can't be skipped as a whole. */
  public static Optional<TSqlServer> find(ExtensionContext context) {
    return isThere() ? Optional.of(server(context)) : Optional.empty();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TSqlServer.class;
  }

  @Override
  public TSqlServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return server(context);
  }

  private static TSqlServer server(ExtensionContext context) {
    Optional<TSqlServer> named = TSqlServer.of(System.getenv());
    return named.orElseGet(() -> context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent("server", key -> new Running(), Running.class).server());
  }

  /** Ends with the last test: stores close what they hold. */
  private static final class Running implements ExtensionContext.Store.CloseableResource {
    private final MSSQLServerContainer container = new MSSQLServerContainer(IMAGE).acceptLicense();

    Running() {
      container.start();
    }

    TSqlServer server() {
      return new TSqlServer(
          container.getHost(), container.getMappedPort(MSSQLServerContainer.MS_SQL_SERVER_PORT), container.getUsername(),
          container.getPassword(), dev.sluice.engine.Tls.Mode.REQUIRE);
    }

    @Override
    public void close() {
      container.stop();
    }
  }
}
