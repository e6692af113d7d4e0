/** The figures of connectors and tasks, through the worker or JMX. */
@NullMarked
package io.synnaxconnect.source.metrics;

import org.jspecify.annotations.NullMarked;
