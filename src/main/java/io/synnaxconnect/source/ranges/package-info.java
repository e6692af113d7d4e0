/** The list of the cluster's ranges, kept current. */
@NullMarked
package io.synnaxconnect.source.ranges;

import org.jspecify.annotations.NullMarked;
