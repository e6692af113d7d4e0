/** Marks of the test kit's methods. */
@NullMarked
package org.testng.annotations;

import org.jspecify.annotations.NullMarked;
