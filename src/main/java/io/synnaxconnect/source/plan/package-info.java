/** What a task has to do, and how: made from its configuration, read by every room of the task. */
@NullMarked
package io.synnaxconnect.source.plan;

import org.jspecify.annotations.NullMarked;
