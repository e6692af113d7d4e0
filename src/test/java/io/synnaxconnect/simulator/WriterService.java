package io.synnaxconnect.simulator;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.FrameWriterServiceGrpc;
import io.synnaxconnect.proto.SeriesMessage;
import io.synnaxconnect.proto.WriterConfig;
import io.synnaxconnect.proto.WriterRequest;
import io.synnaxconnect.proto.WriterResponse;
import io.synnaxconnect.telem.Channel;
import io.synnaxconnect.telem.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writers of clients (protocol section 11). */
final class WriterService extends FrameWriterServiceGrpc.FrameWriterServiceImplBase {

  private static final int OPEN = 0;
  private static final int WRITE = 1;
  private static final int COMMIT = 2;
  private static final int SET_AUTHORITY = 3;

  private final Core core;

  WriterService(Core core) {
    this.core = core;
  }

  @Override
  public StreamObserver<WriterRequest> exec(StreamObserver<WriterResponse> out) {
    Call call = new Call(core, TokenInterceptor.USER.get(), out);
    ((ServerCallStreamObserver<WriterResponse>) out).setOnCancelHandler(call::end);
    return call;
  }

  private static final class Call implements StreamObserver<WriterRequest> {
    private final Core core;
    private final User user;
    private final StreamObserver<WriterResponse> out;
    private final CodecStates states = new CodecStates();
    private @Nullable WriterSession session;
    private boolean ended;

    Call(Core core, User user, StreamObserver<WriterResponse> out) {
      this.core = core;
      this.user = user;
      this.out = out;
    }

    @Override
    public void onNext(WriterRequest request) {
      if (ended) {
        return;
      }
      try {
        if (session == null) {
          session = open(request.getConfig());
          respond(OPEN, null, 0);
        } else {
          handle(session, request);
        }
      } catch (CoreError e) {
        end();
        out.onError(e.toStatus());
      }
    }

    private WriterSession open(WriterConfig config) {
      List<Channel> channels = core.channels().require(keys(config));
      core.access().checkChange(user);
      core.access().checkRetrieve(user, channels);
      WriterOptions options =
          new WriterOptions(
              WriterMode.of(config.getMode()),
              config.getEnableAutoCommit(),
              255,
              config.getControlSubject().getName(),
              config.getControlSubject().getGroup(),
              config.getStart(),
              config.getErrOnUnauthorized());
      WriterSession opened =
          WriterSession.open(core, channels, options, config.getAuthoritiesList());
      states.add(channels);
      return opened;
    }

    private void handle(WriterSession writer, WriterRequest request) {
      CoreError failure = writer.failure();
      if (failure != null && failure.isSilent()) {
        throw failure;
      }
      try {
        switch (request.getCommand()) {
          case WRITE -> writer.write(series(request));
          case COMMIT -> respond(COMMIT, null, writer.commit());
          case SET_AUTHORITY -> setAuthority(writer, request.getConfig());
          default -> throw CoreError.validation("invalid writer command " + request.getCommand());
        }
      } catch (CoreError e) {
        if (e.isSilent()) {
          writer.fail(e);
        } else {
          respond(request.getCommand(), e, 0);
        }
      }
    }

    private void setAuthority(WriterSession writer, WriterConfig config) {
      if (config.getKeysCount() > 0) {
        states.add(core.channels().require(keys(config)));
      }
      writer.setAuthority(keys(config), config.getAuthoritiesList());
      respond(SET_AUTHORITY, null, 0);
    }

    private List<LiveSeries> series(WriterRequest request) {
      CodecState state = states.newest();
      if (!request.getBuffer().isEmpty() && state != null) {
        return FrameDecoder.decode(state, request.getBuffer().toByteArray());
      }
      List<LiveSeries> series = new ArrayList<>();
      int count = Math.min(request.getFrame().getKeysCount(), request.getFrame().getSeriesCount());
      for (int i = 0; i < count; i++) {
        long key = Integer.toUnsignedLong(request.getFrame().getKeys(i));
        series.add(series(key, request.getFrame().getSeries(i)));
      }
      return series;
    }

    private static LiveSeries series(long key, SeriesMessage message) {
      DataType type = DataType.ofWireName(message.getDataType());
      if (type == null) {
        throw CoreError.validation("series of channel " + key + " has no data type").silently();
      }
      return WriterSession.series(
          key,
          type,
          message.getData().toByteArray(),
          message.getTimeRange().getStart(),
          message.getTimeRange().getEnd());
    }

    private static List<Long> keys(WriterConfig config) {
      return config.getKeysList().stream().map(Integer::toUnsignedLong).toList();
    }

    private void respond(int command, @Nullable CoreError error, long end) {
      out.onNext(
          WriterResponse.newBuilder()
              .setCommand(command)
              .setError(error == null ? CoreError.NIL : error.toMessage())
              .setEnd(end)
              .build());
    }

    @Override
    public void onError(Throwable error) {
      end();
    }

    @Override
    public void onCompleted() {
      if (ended) {
        return;
      }
      CoreError failure = session == null ? null : session.failure();
      end();
      if (failure == null) {
        out.onCompleted();
      } else {
        out.onError(failure.toStatus());
      }
    }

    private void end() {
      ended = true;
      if (session != null) {
        session.close();
      }
    }
  }
}
