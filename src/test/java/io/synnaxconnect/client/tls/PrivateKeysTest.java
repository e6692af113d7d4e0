package io.synnaxconnect.client.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are read in every form that is common, or the message names their conversion. */
class PrivateKeysTest {

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519", "Ed448"})
  void readsPkcs8(String algorithm) throws Exception {
    PrivateKey key = KeyForms.newPair(algorithm).getPrivate();
    assertSame(KeyForms.pkcs8(key), "", key);
    assertSame(KeyForms.encrypted(key.getEncoded(), "p ss"), "p ss", key);
  }

  @Test
  void readsPkcs1AndSec1() throws Exception {
    PrivateKey rsa = KeyForms.newPair("RSA").getPrivate();
    assertSame(KeyForms.pkcs1(rsa), "", rsa);
    PrivateKey ec = KeyForms.newPair("EC").getPrivate();
    assertThat(PrivateKeys.read(KeyForms.sec1(ec), ""))
        .isInstanceOfSatisfying(
            ECPrivateKey.class,
            key -> assertThat(key.getS()).isEqualTo(((ECPrivateKey) ec).getS()));
  }

  @Test
  void findsTheKeyAmongOtherText() throws Exception {
    // Given: as openssl pkcs12 writes it, with a byte order mark and the line ends of Windows
    PrivateKey key = KeyForms.newPair("EC").getPrivate();
    String text =
        "\ufeffBag Attributes\n  friendlyName: it - KEY\n"
            + KeyForms.pem("CERTIFICATE", new byte[20])
            + KeyForms.pkcs8(key);

    // Then
    assertSame(text.replace("\n", "\r\n"), "", key);
  }

  private static void assertSame(String pem, String password, PrivateKey key) {
    assertThat(PrivateKeys.read(pem, password)).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PRIVATE KEY | '' | broken or of a kind that this JVM does not know",
        "RSA PRIVATE KEY | '' | broken or of a kind that this JVM does not know",
        "EC PRIVATE KEY | '' | broken or of a kind that this JVM does not know",
        "ENCRYPTED PRIVATE KEY | '' | broken or of a kind that this JVM does not know",
        "RSA PRIVATE KEY | 'Proc-Type: 4,ENCRYPTED' | openssl pkcs8 -topk8 -in KEY -out NEW",
        "OPENSSH PRIVATE KEY | '' | ssh-keygen -p -m PKCS8 -f KEY",
        "DSA PRIVATE KEY | '' | make one of EC or RSA",
        "ANY PRIVATE KEY | '' | openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW",
        "CERTIFICATE | '' | holds no private key"
      })
  void explainsWhatItCannotReadWithoutRepeatingIt(String label, String header, String reason) {
    // Given
    String pem =
        "-----BEGIN " + label + "-----\n" + header + "\nc2VjcmV0\n-----END " + label + "-----";

    // Then
    assertThatThrownBy(() -> PrivateKeys.read(pem, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("c2VjcmV0")
        .hasNoCause();
  }

  @Test
  void explainsAPasswordThatIsMissingOrWrong() throws Exception {
    // Given
    byte[] key = KeyForms.newPair("EC").getPrivate().getEncoded();
    String pem = KeyForms.encrypted(key, "right");

    // Then
    assertThat(PrivateKeys.isEncrypted(pem)).isTrue();
    assertThatThrownBy(() -> PrivateKeys.read(pem, "")).hasMessageContaining("set its password");
    assertThatThrownBy(() -> PrivateKeys.read(pem, "wrong"))
        .hasMessageContaining("correct the password")
        .hasMessageNotContaining("wrong");
  }

  /** Whoever may try configurations could keep the worker busy for an hour with each. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void refusesAKeyWhoseOpeningWouldTakeForEver() throws Exception {
    String endless = KeyForms.encryptedInRounds(Integer.MAX_VALUE);

    assertThatThrownBy(() -> PrivateKeys.read(endless, "password"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2147483647 rounds")
        .hasMessageContaining("openssl pkcs8 -topk8");
  }

  @Test
  void explainsAKeyThatIsHalfWritten() throws Exception {
    // Given
    String pem = KeyForms.pkcs8(KeyForms.newPair("EC").getPrivate());

    // Then
    assertThatThrownBy(() -> PrivateKeys.read(pem.substring(0, pem.length() - 10), ""))
        .hasMessageContaining("without its end");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 127, 128, 255, 256, 65_535, 65_536, 20_000_000})
  void lengthsOfAllSizesAreReadAsTheyAreWritten(int length) {
    byte[] encoded =
        Der.encode(Der.SEQUENCE, Der.encode(Der.OCTETS, new byte[length]), new byte[] {5, 0});
    Der inside = Der.sequence(encoded);
    assertThat(inside.next(Der.OCTETS).bytes()).hasSize(length);
    assertThat(inside.bytes()).containsExactly(5, 0);
  }
}
