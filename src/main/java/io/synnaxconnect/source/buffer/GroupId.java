package io.synnaxconnect.source.buffer;

/**
 * One group of one cluster: another cluster behind the same address may use the same keys.
 *
 * @param groupKey see {@link io.synnaxconnect.telem.IndexGroup#groupKey}
 */
public record GroupId(String clusterKey, long groupKey) {}
