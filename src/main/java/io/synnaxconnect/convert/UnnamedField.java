package io.synnaxconnect.convert;

import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/**
 * Fields by which structs are filled. For every value that is put into a struct, Connect makes up
 * the text of an error that names the field, 60 bytes and more of garbage; for a field without a
 * name it makes none.
 */
final class UnnamedField {

  private UnnamedField() {}

  /** The field of this name, to be used for nothing but {@code Struct.put}. */
  static Field of(Schema struct, String name) {
    Field named = Objects.requireNonNull(struct.field(name));
    return new Field(null, named.index(), named.schema());
  }
}
