/** The metrics of connectors and tasks, shown by the worker or over JMX. */
@NullMarked
package io.synnaxconnect.source.metrics;

import org.jspecify.annotations.NullMarked;
