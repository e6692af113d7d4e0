package io.synnaxconnect.simulator;

import java.util.List;

/**
 * What one write sends to readers.
 *
 * @param series the samples
 * @param group control group of the writer, 0 for none
 */
record RelayFrame(List<LiveSeries> series, int group) {}
