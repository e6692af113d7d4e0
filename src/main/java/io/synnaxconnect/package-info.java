/** The Synnax source connector: Connect's faces, their configuration, and nothing else. */
@NullMarked
package io.synnaxconnect;

import org.jspecify.annotations.NullMarked;
