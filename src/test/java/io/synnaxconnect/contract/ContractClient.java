package io.synnaxconnect.contract;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.synnaxconnect.proto.AuthLoginServiceGrpc;
import io.synnaxconnect.proto.ChannelCreateRequest;
import io.synnaxconnect.proto.ChannelCreateServiceGrpc;
import io.synnaxconnect.proto.ChannelDeleteRequest;
import io.synnaxconnect.proto.ChannelDeleteServiceGrpc;
import io.synnaxconnect.proto.ChannelMessage;
import io.synnaxconnect.proto.ChannelRetrieveRequest;
import io.synnaxconnect.proto.ChannelRetrieveServiceGrpc;
import io.synnaxconnect.proto.ConnectivityRequest;
import io.synnaxconnect.proto.ConnectivityResponse;
import io.synnaxconnect.proto.ConnectivityServiceGrpc;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.RangeCreateRequest;
import io.synnaxconnect.proto.RangeCreateServiceGrpc;
import io.synnaxconnect.proto.RangeDeleteRequest;
import io.synnaxconnect.proto.RangeDeleteServiceGrpc;
import io.synnaxconnect.proto.RangeMessage;
import io.synnaxconnect.proto.StreamerRequest;
import io.synnaxconnect.proto.TimeRangeMessage;
import io.synnaxconnect.proto.WriterConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * The suite's own client: thin over the stubs. Whatever it created or opened is gone after {@link
 * #close()}, also when the test failed.
 */
public final class ContractClient implements AutoCloseable {

  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ClusterUnderTest cluster;
  private final ManagedChannel connection;
  private final String prefix = RunSeed.uniquePrefix();
  private final List<ChannelMessage> created = new ArrayList<>();
  private final List<String> createdRanges = new ArrayList<>();
  private final List<BidiCall<?, ?>> calls = new ArrayList<>();
  private volatile String token = "";

  private ContractClient(ClusterUnderTest cluster) {
    this.cluster = cluster;
    connection = Connections.open(cluster);
    logInAgain();
  }

  public static ContractClient logIn(ClusterUnderTest cluster) {
    return new ContractClient(cluster);
  }

  /** Without TLS a server that has restarted refuses all older tokens. */
  public void logInAgain() {
    token = login(cluster.username(), cluster.password()).getToken();
  }

  ClusterUnderTest cluster() {
    return cluster;
  }

  /** The bare connection, without a token. */
  ManagedChannel connection() {
    return connection;
  }

  String token() {
    return token;
  }

  /** What a well-behaved call carries. */
  Metadata authorization() {
    return authorization("Bearer " + token);
  }

  static Metadata authorization(String... values) {
    Metadata metadata = new Metadata();
    for (String value : values) {
      metadata.put(AUTHORIZATION, value);
    }
    return metadata;
  }

  ConnectivityResponse connectivity() {
    return ConnectivityServiceGrpc.newBlockingStub(connection)
        .withDeadlineAfter(BidiCall.PATIENCE)
        .exec(ConnectivityRequest.getDefaultInstance());
  }

  LoginResponse login(String username, String password) {
    return AuthLoginServiceGrpc.newBlockingStub(connection)
        .withDeadlineAfter(BidiCall.PATIENCE)
        .withWaitForReady()
        .exec(LoginRequest.newBuilder().setUsername(username).setPassword(password).build());
  }

  /** Retrieves with the caller's own metadata. */
  List<ChannelMessage> retrieve(ChannelRetrieveRequest request, Metadata metadata) {
    return ChannelRetrieveServiceGrpc.newBlockingStub(
            ClientInterceptors.intercept(
                connection, MetadataUtils.newAttachHeadersInterceptor(metadata)))
        .withDeadlineAfter(BidiCall.PATIENCE)
        .exec(request)
        .getChannelsList();
  }

  List<ChannelMessage> retrieve(ChannelRetrieveRequest request) {
    return retrieve(request, authorization());
  }

  List<ChannelMessage> retrieveByNames(String... names) {
    return retrieve(ChannelRetrieveRequest.newBuilder().addAllNames(List.of(names)).build());
  }

  /** A name that only this test uses. */
  public String name(String suffix) {
    return prefix + suffix;
  }

  /** Creates channels as they are described, and deletes them at the end. */
  List<ChannelMessage> create(ChannelCreateRequest request) {
    List<ChannelMessage> answer =
        ChannelCreateServiceGrpc.newBlockingStub(
                ClientInterceptors.intercept(
                    connection, MetadataUtils.newAttachHeadersInterceptor(authorization())))
            .withDeadlineAfter(BidiCall.PATIENCE)
            .exec(request)
            .getChannelsList();
    created.addAll(answer);
    return answer;
  }

  public ChannelMessage create(ChannelMessage.Builder description) {
    return create(ChannelCreateRequest.newBuilder().addChannels(description).build()).get(0);
  }

  ChannelMessage createIndex(String suffix) {
    return create(
        ChannelMessage.newBuilder()
            .setName(name(suffix))
            .setDataType("timestamp")
            .setIsIndex(true));
  }

  ChannelMessage createData(String suffix, String dataType, ChannelMessage index) {
    return create(
        ChannelMessage.newBuilder()
            .setName(name(suffix))
            .setDataType(dataType)
            .setIndex(index.getKey()));
  }

  ChannelMessage createVirtual(String suffix, String dataType) {
    return create(
        ChannelMessage.newBuilder().setName(name(suffix)).setDataType(dataType).setVirtual(true));
  }

  /** An index and one float64 channel. */
  Group createGroup(String suffix) {
    ChannelMessage index = createIndex(suffix + "_time");
    return new Group(index, createData(suffix + "_value", "float64", index));
  }

  record Group(ChannelMessage index, ChannelMessage data) {}

  void delete(ChannelDeleteRequest request) {
    var unused =
        ChannelDeleteServiceGrpc.newBlockingStub(
                ClientInterceptors.intercept(
                    connection, MetadataUtils.newAttachHeadersInterceptor(authorization())))
            .withDeadlineAfter(BidiCall.PATIENCE)
            .exec(request);
  }

  void delete(ChannelMessage... channels) {
    delete(
        ChannelDeleteRequest.newBuilder()
            .addAllKeys(Arrays.stream(channels).map(ChannelMessage::getKey).toList())
            .build());
  }

  /** One call with the token. */
  <Q, R> R unary(MethodDescriptor<Q, R> method, Q request) {
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(
            connection, MetadataUtils.newAttachHeadersInterceptor(authorization())),
        method,
        CallOptions.DEFAULT.withDeadlineAfter(BidiCall.PATIENCE),
        request);
  }

  /** Creates ranges as they are described, and deletes them at the end. */
  List<RangeMessage> createRanges(RangeMessage.Builder... descriptions) {
    RangeCreateRequest.Builder request = RangeCreateRequest.newBuilder();
    Arrays.stream(descriptions).forEach(request::addRanges);
    List<RangeMessage> answer =
        unary(RangeCreateServiceGrpc.getExecMethod(), request.build()).getRangesList();
    answer.forEach(range -> createdRanges.add(range.getKey()));
    return answer;
  }

  /** A range of some seconds whose name only this test uses; over gRPC its creator sets the key. */
  RangeMessage.Builder range(String suffix, long startSecond, long endSecond) {
    return RangeMessage.newBuilder()
        .setKey(UUID.randomUUID().toString())
        .setName(name(suffix))
        .setTimeRange(
            TimeRangeMessage.newBuilder()
                .setStart(startSecond * 1_000_000_000L)
                .setEnd(endSecond * 1_000_000_000L));
  }

  void deleteRanges(Collection<String> keys) {
    RangeDeleteRequest request = RangeDeleteRequest.newBuilder().addAllKeys(keys).build();
    var unused = unary(RangeDeleteServiceGrpc.getExecMethod(), request);
  }

  <Q, R> BidiCall<Q, R> call(MethodDescriptor<Q, R> method, Metadata metadata) {
    BidiCall<Q, R> call = new BidiCall<>(connection, method, metadata);
    calls.add(call);
    return call;
  }

  ContractStreamer openStreamer(ChannelMessage... channels) {
    return openStreamer(options -> options, channels);
  }

  ContractStreamer openStreamer(
      UnaryOperator<StreamerRequest.Builder> options, ChannelMessage... channels) {
    return ContractStreamer.open(this, options, channels);
  }

  /**
   * Waits until a stream that was just opened gets what is written. A server acknowledges it
   * earlier, from 0.56 on only for stored channels, and nothing says when frames reach it.
   */
  void awaitReach() {
    if (cluster.skipsWhenStarved()) {
      Awaitility.await().pollDelay(ContractStreamer.QUIET).until(() -> true);
    }
  }

  ContractIterator openIterator(long start, long end, long chunk, ChannelMessage... channels) {
    return ContractIterator.open(this, start, end, chunk, channels);
  }

  /** Opens an auto-committing writer whose data starts at {@link ContractSamples#T0} or later. */
  ContractWriter openWriter(ChannelMessage... channels) {
    return openWriter(config -> config, channels);
  }

  public ContractWriter openWriter(
      UnaryOperator<WriterConfig.Builder> options, ChannelMessage... channels) {
    return ContractWriter.open(this, options, channels);
  }

  @Override
  public void close() {
    try {
      calls.forEach(BidiCall::close);
      deleteRanges(createdRanges);
      // Indexes last: one that still has data channels cannot be deleted.
      deleteCreated(channel -> !channel.getIsIndex());
      deleteCreated(ChannelMessage::getIsIndex);
    } finally {
      connection.shutdownNow();
    }
  }

  /** A cancelled call holds its channels until the server has noticed. */
  private void deleteCreated(Predicate<ChannelMessage> which) {
    Awaitility.await()
        .atMost(BidiCall.PATIENCE)
        .ignoreException(StatusRuntimeException.class)
        .untilAsserted(() -> deleteRemaining(which));
  }

  /** By the keys that exist: before 0.56 a server refuses a call that names another one. */
  private void deleteRemaining(Predicate<ChannelMessage> which) {
    Set<Integer> existing =
        retrieve(ChannelRetrieveRequest.getDefaultInstance()).stream()
            .map(ChannelMessage::getKey)
            .collect(Collectors.toSet());
    delete(
        created.stream()
            .filter(which.and(channel -> existing.contains(channel.getKey())))
            .toArray(ChannelMessage[]::new));
  }
}
