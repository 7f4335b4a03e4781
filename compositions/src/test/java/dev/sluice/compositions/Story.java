package dev.sluice.compositions;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * For classes whose tests are the steps of one story, in order: after one that failed the others are skipped, for they
 * would only wait for what doesn't come.
 */
final class Story implements TestExecutionExceptionHandler, ExecutionCondition {
  private static final Namespace NAMESPACE = Namespace.create(Story.class);

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
    context.getParent().orElseThrow().getStore(NAMESPACE).put(context.getRequiredTestClass(), context.getDisplayName());
    throw failure;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (context.getTestMethod().isEmpty()) {
      return ConditionEvaluationResult.enabled("nothing failed so far");
    }
    String failed = context.getParent().orElseThrow().getStore(NAMESPACE).get(context.getRequiredTestClass(), String.class);
    return failed == null ? ConditionEvaluationResult.enabled("nothing failed so far")
        : ConditionEvaluationResult.disabled("the story ended with " + failed);
  }
}
