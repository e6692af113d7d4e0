package io.synnaxconnect.client;

import io.synnaxconnect.proto.LoginResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs in when a token is needed and keeps it until it is refused. However many threads ask, one
 * logs in and the others get what it got, be it a failure.
 */
final class TokenCredentials {

  private final Supplier<LoginResponse> loginCall;
  private @Nullable LoginResponse held;
  private @Nullable CompletableFuture<LoginResponse> running;

  TokenCredentials(Supplier<LoginResponse> loginCall) {
    this.loginCall = loginCall;
  }

  /** The login that holds at present; logs in where none does. */
  LoginResponse current() {
    CompletableFuture<LoginResponse> outcome;
    boolean mine = false;
    synchronized (this) {
      if (held != null) {
        return held;
      }
      if (running == null) {
        running = new CompletableFuture<>();
        mine = true;
      }
      outcome = running;
    }
    return mine ? logIn(outcome) : await(outcome);
  }

  /** Gives up a token that was refused, unless another thread has replaced it already. */
  synchronized void forget(LoginResponse refused) {
    if (held != null && held.getToken().equals(refused.getToken())) {
      held = null;
    }
  }

  /** Gives up whatever token is held. */
  synchronized void forget() {
    held = null;
  }

  private LoginResponse logIn(CompletableFuture<LoginResponse> outcome) {
    try {
      LoginResponse login = loginCall.get();
      finish(login);
      outcome.complete(login);
      return login;
    } catch (RuntimeException | Error e) {
      finish(null);
      outcome.completeExceptionally(e);
      throw e;
    }
  }

  private synchronized void finish(@Nullable LoginResponse login) {
    held = login;
    running = null;
  }

  private static LoginResponse await(CompletableFuture<LoginResponse> outcome) {
    try {
      return outcome.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SynnaxException(
          SynnaxException.Code.CLOSED, "interrupted while another thread logged in", e);
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof SynnaxException failure) {
        throw failure.again();
      }
      throw new IllegalStateException("login failed", e);
    }
  }
}
