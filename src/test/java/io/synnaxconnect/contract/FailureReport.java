package io.synnaxconnect.contract;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Prints which cluster broke the contract: build reports only number the clusters. */
final class FailureReport implements TestWatcher {

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    String cluster = context.getParent().map(ExtensionContext::getDisplayName).orElse("");
    System.out.println(
        "Contract suite: BROKEN by "
            + cluster
            + ": "
            + context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getRequiredTestMethod().getName());
  }
}
