package io.synnaxconnect.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A part of the contract: every test runs once per cluster of {@link Clusters}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("contract")
@ParameterizedClass(name = "{0}")
@ArgumentsSource(Clusters.class)
@ExtendWith({FailureReport.class, HeldFromCondition.class})
@Timeout(180)
@interface ContractSuite {}
