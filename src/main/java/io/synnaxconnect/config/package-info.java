/** The settings: their table, their rules, and the values that a user gave. */
@NullMarked
package io.synnaxconnect.config;

import org.jspecify.annotations.NullMarked;
