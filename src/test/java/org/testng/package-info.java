/**
 * What the test kit of Reactive Streams uses of TestNG, written again. TestNG itself would make
 * Surefire start a second engine beside JUnit.
 */
@NullMarked
package org.testng;

import org.jspecify.annotations.NullMarked;
