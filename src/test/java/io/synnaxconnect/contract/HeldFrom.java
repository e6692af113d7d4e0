package io.synnaxconnect.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** From which version of Synnax on a promise is kept; on older clusters its test is skipped. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@interface HeldFrom {

  /** The first version, for example {@code 0.56.0}. */
  String value();

  /** The first version that no longer keeps it; empty for none that we know. */
  String until() default "";
}
