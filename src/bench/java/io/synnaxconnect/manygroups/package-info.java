/** The cases of {@link io.synnaxconnect.ManyGroups}, and the server that they run against. */
@NullMarked
package io.synnaxconnect.manygroups;

import org.jspecify.annotations.NullMarked;
