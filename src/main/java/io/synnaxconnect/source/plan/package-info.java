/**
 * What a task has to do, and how. The configuration makes the plan; all parts of a task read it.
 */
@NullMarked
package io.synnaxconnect.source.plan;

import org.jspecify.annotations.NullMarked;
