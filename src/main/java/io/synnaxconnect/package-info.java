/** The Synnax source connector: the classes that Connect loads. */
@NullMarked
package io.synnaxconnect;

import org.jspecify.annotations.NullMarked;
