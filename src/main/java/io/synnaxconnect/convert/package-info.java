/** Rows to Connect records, each block with the offset it carries. Knows nothing of gRPC. */
@NullMarked
package io.synnaxconnect.convert;

import org.jspecify.annotations.NullMarked;
