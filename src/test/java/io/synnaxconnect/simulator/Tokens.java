package io.synnaxconnect.simulator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens in the form of JSON web tokens. To the client they are opaque, so an HMAC signs them in
 * place of RSA: it costs no start-up time. Thread-safe.
 */
final class Tokens {

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = encode("{\"alg\":\"RS512\",\"typ\":\"JWT\"}");
  private static final String BEARER = "Bearer ";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final byte[] secret = new byte[64];
  private final LongSupplier clock;
  private final Duration life;
  private volatile long expiredThroughNanos = Long.MIN_VALUE;

  Tokens(LongSupplier clock, Duration life) {
    new SecureRandom().nextBytes(secret);
    this.clock = clock;
    this.life = life;
  }

  String issue(User user) {
    long now = clock.getAsLong();
    String payload =
        encode(
            "{\"iss\":\"%s\",\"exp\":%d,\"iat\":%d,\"ns\":%d}"
                .formatted(
                    user.key(),
                    (now + life.toNanos()) / NANOS_PER_SECOND,
                    now / NANOS_PER_SECOND,
                    now));
    return HEADER + "." + payload + "." + sign(HEADER + "." + payload);
  }

  /** All tokens issued so far have expired from now on. */
  void expireAll() {
    expiredThroughNanos = clock.getAsLong();
  }

  /** The user key behind an {@code authorization} value, with the texts of auth.json. */
  String check(@Nullable String authorization) {
    if (authorization == null) {
      throw new CoreError("sy.auth", "no authentication token provided: auth error");
    }
    if (!authorization.startsWith(BEARER)) {
      throw new BadPrefix();
    }
    String[] parts = authorization.substring(BEARER.length()).split("\\.", -1);
    if (parts.length != 3) {
      throw malformed("token contains an invalid number of segments");
    }
    if (!isBase64(parts[0])) {
      throw malformed("could not base64 decode header: illegal base64 data at input byte 0");
    }
    byte[] expected = sign(parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    if (!MessageDigest.isEqual(expected, parts[2].getBytes(StandardCharsets.UTF_8))) {
      throw new CoreError("sy.auth.invalid_token", "invalid token: auth error");
    }
    String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.US_ASCII);
    long issued = number(payload, "ns");
    if (issued <= expiredThroughNanos || clock.getAsLong() >= issued + life.toNanos()) {
      throw new CoreError("sy.auth.expired_token", "expired token: auth error");
    }
    return payload.substring(8, 8 + 36);
  }

  private static long number(String payload, String name) {
    int at = payload.indexOf("\"" + name + "\":") + name.length() + 3;
    return Long.parseLong(payload, at, payload.length() - 1, 10);
  }

  private static boolean isBase64(String text) {
    try {
      return Base64.getUrlDecoder().decode(text).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static CoreError malformed(String text) {
    return new CoreError("sy.auth", "token is malformed: " + text + ": auth error");
  }

  private static String encode(String json) {
    return ENCODER.encodeToString(json.getBytes(StandardCharsets.US_ASCII));
  }

  private String sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(secret, "HmacSHA512"));
      return ENCODER.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA512", e);
    }
  }

  /** The one refusal that a stream answers differently from a unary call. */
  static final class BadPrefix extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CoreError toCoreError() {
      return new CoreError(
          "sy.auth",
          "invalid authorization token. Format should be\n"
              + "\t\t'Authorization: Bearer  <token>': auth error");
    }
  }
}
