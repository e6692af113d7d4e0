package io.synnaxconnect.convert;

import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/**
 * Fields for filling structs. For every value in a struct, Connect builds the text of an error that
 * names the field: 60 bytes of garbage and more. For a field without a name it builds none.
 */
final class UnnamedField {

  private UnnamedField() {}

  /** The field of this name, to be used for nothing but {@code Struct.put}. */
  static Field of(Schema struct, String name) {
    Field named = Objects.requireNonNull(struct.field(name));
    return new Field(null, named.index(), named.schema());
  }
}
