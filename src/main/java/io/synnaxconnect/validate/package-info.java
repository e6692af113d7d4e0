/** Tries a configuration against its cluster before it is accepted. */
@NullMarked
package io.synnaxconnect.validate;

import org.jspecify.annotations.NullMarked;
