/** Certificates and private keys in the forms in which people keep them. Knows only the JDK. */
@NullMarked
package io.synnaxconnect.client.tls;

import org.jspecify.annotations.NullMarked;
