/**
 * A connector that has its records ready before it is asked. It runs in the worker as a plugin of
 * its own, with the classes that make the records and nothing else of the connector.
 */
@NullMarked
package io.synnaxconnect.bench.noop;

import org.jspecify.annotations.NullMarked;
