package io.synnaxconnect.contract;

import java.lang.reflect.AnnotatedElement;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterInfo;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips what the cluster under test is too old, or too new, to promise. */
final class HeldFromCondition implements ExecutionCondition {

  private static final ConditionEvaluationResult ENABLED =
      ConditionEvaluationResult.enabled("promised");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    ParameterInfo cluster = ParameterInfo.get(context);
    Optional<HeldFrom> held =
        context
            .getTestMethod()
            .<AnnotatedElement>map(method -> method)
            .or(context::getTestClass)
            .flatMap(element -> AnnotationSupport.findAnnotation(element, HeldFrom.class));
    if (cluster == null || held.isEmpty()) {
      return ENABLED;
    }
    ClusterUnderTest tested =
        Objects.requireNonNull(cluster.getArguments().get(0, ClusterUnderTest.class));
    return isHeld(held.get(), tested)
        ? ENABLED
        : ConditionEvaluationResult.disabled(
            tested.version() + " does not promise it: " + held.get());
  }

  private static boolean isHeld(HeldFrom held, ClusterUnderTest cluster) {
    return cluster.isFrom(held.value())
        && (held.until().isEmpty() || !cluster.isFrom(held.until()));
  }
}
