/** Frames to Connect records, and the offsets they carry. Knows nothing of gRPC. */
@NullMarked
package io.synnaxconnect.convert;

import org.jspecify.annotations.NullMarked;
