package io.synnaxconnect.contract;

import java.lang.reflect.AnnotatedElement;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterInfo;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips what the cluster under test is too old, or too new, to promise. It aborts the test instead
 * of disabling it: JUnit makes the instance of a disabled test, but never cleans up after it, and
 * its channels would stay.
 */
final class HeldFromCondition implements BeforeTestExecutionCallback {

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    ParameterInfo cluster = ParameterInfo.get(context);
    Optional<HeldFrom> held =
        context
            .getTestMethod()
            .<AnnotatedElement>map(method -> method)
            .or(context::getTestClass)
            .flatMap(element -> AnnotationSupport.findAnnotation(element, HeldFrom.class));
    if (cluster == null || held.isEmpty()) {
      return;
    }
    ClusterUnderTest tested =
        Objects.requireNonNull(cluster.getArguments().get(0, ClusterUnderTest.class));
    Assumptions.assumeTrue(
        isHeld(held.get(), tested), () -> tested.version() + " does not promise it: " + held.get());
  }

  private static boolean isHeld(HeldFrom held, ClusterUnderTest cluster) {
    return cluster.isFrom(held.value())
        && (held.until().isEmpty() || !cluster.isFrom(held.until()));
  }
}
