/** The settings: their table, their rules, and the values of one configuration. */
@NullMarked
package io.synnaxconnect.config;

import org.jspecify.annotations.NullMarked;
