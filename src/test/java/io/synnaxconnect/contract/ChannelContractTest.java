package io.synnaxconnect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.synnaxconnect.proto.ChannelCreateRequest;
import io.synnaxconnect.proto.ChannelDeleteRequest;
import io.synnaxconnect.proto.ChannelMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What channels can be created and deleted, and how they are described. */
@ContractSuite
class ChannelContractTest {

  private static final int FREE = 4095;

  private final ContractClient client;

  ChannelContractTest(ClusterUnderTest cluster) {
    client = ContractClient.logIn(cluster);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void anIndexIsItsOwnIndex() {
    // When
    ChannelMessage index = client.createIndex("time");

    // Then
    assertThat(index.getIsIndex()).isTrue();
    assertThat(index.getIndex()).isEqualTo(index.getKey());
    assertThat(index.getDataType()).isEqualTo("timestamp");
    assertThat(index.getVirtual()).isFalse();
    assertThat(index.getInternal()).isFalse();
    assertThat(index.getKey() >>> 20).as("node part of the key").isEqualTo(index.getLeaseholder());
  }

  @Test
  void aDataChannelNamesItsIndex() {
    // When
    ContractClient.Group group = client.createGroup("a");

    // Then
    assertThat(group.data().getIsIndex()).isFalse();
    assertThat(group.data().getIndex()).isEqualTo(group.index().getKey());
    assertThat(group.data().getKey()).isGreaterThan(group.index().getKey());
  }

  @Test
  void aVirtualChannelHasNoIndexAndMayHaveAnyType() {
    // When
    ChannelMessage channel = client.createVirtual("odd", "bool");

    // Then
    assertThat(channel.getVirtual()).isTrue();
    assertThat(channel.getIndex()).isZero();
    assertThat(channel.getDataType()).isEqualTo("bool");
    assertThat(channel.getLeaseholder()).isPositive().isNotEqualTo(FREE);
  }

  @Test
  void aFreeChannelBelongsToNoNode() {
    // When
    ChannelMessage channel = createFree("free", "int16");

    // Then
    assertThat(channel.getVirtual()).isTrue();
    assertThat(channel.getLeaseholder()).isEqualTo(FREE);
    assertThat(channel.getKey() >>> 20).isEqualTo(FREE);
  }

  @Test
  void aCalculatedChannelComesWithAnIndexOfItsOwn() {
    // Given
    ContractClient.Group group = client.createGroup("src");

    // When
    List<ChannelMessage> answer =
        client.create(
            ChannelCreateRequest.newBuilder()
                .addChannels(
                    ChannelMessage.newBuilder()
                        .setName(client.name("calc"))
                        .setDataType("float64")
                        .setVirtual(true)
                        .setExpression("return " + group.data().getName() + " * 2"))
                .build());

    // Then
    assertThat(answer)
        .extracting(ChannelMessage::getName)
        .containsExactlyInAnyOrder(client.name("calc"), client.name("calc_time"));
    ChannelMessage calculated = named(answer, client.name("calc"));
    ChannelMessage time = named(answer, client.name("calc_time"));
    assertThat(calculated.getIndex()).isEqualTo(time.getKey());
    assertThat(calculated.getExpression()).isNotEmpty();
    assertThat(calculated.getVirtual()).isTrue();
    assertThat(time.getIsIndex()).isTrue();
    assertThat(time.getVirtual()).isTrue();
  }

  @Test
  void refusesNamesThatExistOrAreIllegal() {
    // Given
    client.createIndex("time");

    // Then
    refuseIndex(client.name("time")).says("[\"0\",\"name\"]").says("already exists");
    refuseIndex(client.name("bad-name")).says("[\"0\",\"name\"]");
    refuseIndex("").says("[\"0\",\"name\"]");
  }

  @Test
  void givesTheExistingChannelWhenAskedTo() {
    // Given
    ChannelMessage index = client.createIndex("time");

    // When
    List<ChannelMessage> answer =
        client.create(
            ChannelCreateRequest.newBuilder()
                .addChannels(index.toBuilder().setKey(0).setIndex(0))
                .setRetrieveIfNameExists(true)
                .build());

    // Then
    assertThat(answer).extracting(ChannelMessage::getKey).containsExactly(index.getKey());
  }

  @Test
  void refusesChannelsThatCannotBeStored() {
    // Given
    ContractClient.Group group = client.createGroup("a");
    ChannelMessage.Builder channel = ChannelMessage.newBuilder().setName(client.name("b"));

    // Then
    refuse(channel.clone().setDataType("float32")).says("\"path\":[\"index\"]");
    refuse(channel.clone().setDataType("float32").setIndex(0xF_FFFF)).says("\"path\":[\"index\"]");
    refuse(channel.clone().setDataType("float32").setIndex(group.data().getKey()))
        .says("\"path\":[\"index\"]");
    refuse(channel.clone().setIndex(group.index().getKey())).says("\"path\":[\"data_type\"]");
    refuse(channel.clone().setDataType("int64").setIsIndex(true)).says("\"path\":[\"data_type\"]");
    refuse(channel.clone().setDataType("int64").setVirtual(true).setIndex(group.index().getKey()))
        .says("\"path\":[\"index\"]");
  }

  @Test
  @HeldFrom("0.56.0")
  void deletingWhatIsNotThereSucceeds() {
    // Given
    ChannelMessage index = client.createIndex("time");

    // When
    client.delete(index);

    // Then
    client.delete(index);
    client.delete(ChannelDeleteRequest.newBuilder().addNames(client.name("never")).build());
    assertThat(client.retrieveByNames(index.getName())).isEmpty();
  }

  @Test
  @HeldFrom(value = "0.54.0", until = "0.56.0")
  void deletingAKeyThatIsNotThereDeletesNothing() {
    // Given
    ChannelMessage deleted = client.createIndex("deleted");
    ChannelMessage kept = client.createIndex("kept");
    client.delete(deleted);

    // Then
    Refusal.by(() -> client.delete(kept, deleted)).hasType("sy.query.not_found");
    assertThat(client.retrieveByNames(kept.getName())).hasSize(1);
    client.delete(ChannelDeleteRequest.newBuilder().addNames(client.name("never")).build());
  }

  @Test
  void anIndexInUseCannotBeDeletedAlone() {
    // Given
    ContractClient.Group group = client.createGroup("a");

    // When
    Refusal refusal = Refusal.by(() -> client.delete(group.index()));

    // Then
    refusal.hasType("unknown").says(group.data().getName());
    assertThat(client.retrieveByNames(group.index().getName())).hasSize(1);
  }

  @Test
  void internalChannelsCannotBeDeleted() {
    Refusal.by(
            () ->
                client.delete(ChannelDeleteRequest.newBuilder().addNames("sy_channel_set").build()))
        .hasType(client.cluster().isFrom("0.57.0") ? "sy.validation" : "unknown");
  }

  @Test
  void aNameCreatedAgainGetsANewKey() {
    // Given
    ChannelMessage old = client.createIndex("time");
    client.delete(old);

    // When
    ChannelMessage anew = client.createIndex("time");

    // Then
    assertThat(anew.getKey()).isNotEqualTo(old.getKey());
  }

  @Test
  void openWritersAndIteratorsBlockDeletionButStreamersDoNot() {
    // Given
    ContractClient.Group written = client.createGroup("written");
    ContractClient.Group read = client.createGroup("read");
    ContractClient.Group streamed = client.createGroup("streamed");
    client.openWriter(written.index(), written.data());
    client.openIterator(0, Long.MAX_VALUE, 0, read.data());
    ContractStreamer streamer = client.openStreamer(streamed.data());

    // When
    client.delete(streamed.data());

    // Then
    Refusal.by(() -> client.delete(written.data())).hasType("unknown");
    Refusal.by(() -> client.delete(read.data())).hasType("unknown");
    assertThat(client.retrieveByNames(written.data().getName())).hasSize(1);
    assertThat(streamer.frameUnlessQuiet()).isEmpty();
    assertThat(streamer.isOpen()).isTrue();
  }

  private ChannelMessage createFree(String suffix, String dataType) {
    return client.create(
        ChannelMessage.newBuilder()
            .setName(client.name(suffix))
            .setDataType(dataType)
            .setVirtual(true)
            .setLeaseholder(FREE));
  }

  private Refusal refuseIndex(String name) {
    return refuse(
        ChannelMessage.newBuilder().setName(name).setDataType("timestamp").setIsIndex(true));
  }

  private Refusal refuse(ChannelMessage.Builder description) {
    return Refusal.by(() -> client.create(description)).hasType("sy.validation.path");
  }

  private static ChannelMessage named(List<ChannelMessage> channels, String name) {
    return channels.stream().filter(c -> c.getName().equals(name)).findFirst().orElseThrow();
  }
}
