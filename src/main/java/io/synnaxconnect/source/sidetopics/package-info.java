/** Records about the delivery itself: status, catalogue, closed gaps, heartbeats. */
@NullMarked
package io.synnaxconnect.source.sidetopics;

import org.jspecify.annotations.NullMarked;
