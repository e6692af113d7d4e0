/** What is tried against the cluster before a configuration is accepted. */
@NullMarked
package io.synnaxconnect.validate;

import org.jspecify.annotations.NullMarked;
