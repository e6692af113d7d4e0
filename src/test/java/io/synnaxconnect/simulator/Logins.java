package io.synnaxconnect.simulator;

import io.grpc.stub.StreamObserver;
import io.synnaxconnect.proto.AuthLoginServiceGrpc;
import io.synnaxconnect.proto.LoginClusterInfo;
import io.synnaxconnect.proto.LoginRequest;
import io.synnaxconnect.proto.LoginResponse;
import io.synnaxconnect.proto.LoginUser;

/** Login with user name and password. */
final class Logins extends AuthLoginServiceGrpc.AuthLoginServiceImplBase {

  private final Core core;
  private final int node;

  Logins(Core core, int node) {
    this.core = core;
    this.node = node;
  }

  @Override
  public void exec(LoginRequest request, StreamObserver<LoginResponse> out) {
    try {
      User user = authenticate(request);
      core.counters().logins.incrementAndGet();
      out.onNext(
          LoginResponse.newBuilder()
              .setToken(core.tokens().issue(user))
              .setUser(LoginUser.newBuilder().setKey(user.key()).setUsername(user.name()))
              .setClusterInfo(
                  LoginClusterInfo.newBuilder()
                      .setClusterKey(core.database().clusterKey())
                      .setNodeVersion(core.profile().version())
                      .setNodeKey(node)
                      .setNodeTime(core.settings().clock().getAsLong()))
              .build());
      out.onCompleted();
    } catch (CoreError e) {
      core.counters().refusedLogins.incrementAndGet();
      out.onError(e.toStatus());
    }
  }

  private User authenticate(LoginRequest request) {
    if (request.getUsername().isEmpty()) {
      throw CoreError.atField("username", "required");
    }
    if (request.getPassword().isEmpty()) {
      throw CoreError.atField("password", "required");
    }
    return core.settings().users().stream()
        .filter(user -> user.name().equals(request.getUsername()))
        .filter(user -> passwordOf(user).equals(request.getPassword()))
        .findFirst()
        .orElseThrow(
            () -> new CoreError("sy.auth.invalid-credentials", "invalid credentials: auth error"));
  }

  private String passwordOf(User user) {
    String changed = core.faults().password;
    return user.isMain() && changed != null ? changed : user.password();
  }
}
