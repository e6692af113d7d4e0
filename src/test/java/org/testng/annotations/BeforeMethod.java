package org.testng.annotations;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks methods of the test kit. */
@Retention(RetentionPolicy.RUNTIME)
public @interface BeforeMethod {}
