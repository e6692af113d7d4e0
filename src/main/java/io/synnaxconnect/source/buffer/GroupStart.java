package io.synnaxconnect.source.buffer;

import io.synnaxconnect.offset.SourceOffset;

/**
 * Where a task begins to read a group.
 *
 * @param offset the offset; one without position begins with the first row
 * @param isFirst whether Connect has no offset of the group yet
 * @param isAtNewest whether the position was the newest row just before the stream was opened
 */
public record GroupStart(SourceOffset offset, boolean isFirst, boolean isAtNewest) {}
