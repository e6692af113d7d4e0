package io.synnaxconnect.simulator;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a simulator was built with. */
record SimulatorSettings(
    int port,
    List<User> users,
    @Nullable SimulatorTls tls,
    Duration tokenLife,
    LongSupplier clock,
    Profile profile,
    int licenceLimit,
    long retainedSamples,
    boolean housekeeping,
    int nodes,
    long seed) {}
