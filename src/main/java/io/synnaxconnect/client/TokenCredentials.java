package io.synnaxconnect.client;

import io.synnaxconnect.client.SynnaxException.Code;
import io.synnaxconnect.proto.LoginResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs in when a token is needed and keeps it until the cluster refuses it. If several threads need
 * one, one of them logs in and the others share its result, also if it is a failure.
 */
final class TokenCredentials {

  private final Supplier<LoginResponse> loginCall;
  private @Nullable LoginResponse accepted;
  private @Nullable CompletableFuture<LoginResponse> running;

  TokenCredentials(Supplier<LoginResponse> loginCall) {
    this.loginCall = loginCall;
  }

  /** The current login; logs in if there is none. */
  LoginResponse current() {
    while (true) {
      try {
        return tryCurrent();
      } catch (SynnaxException e) {
        // If the thread that logged in was interrupted, that says nothing to this one.
        if (e.code() != Code.INTERRUPTED || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  private LoginResponse tryCurrent() {
    CompletableFuture<LoginResponse> outcome;
    boolean mine = false;
    synchronized (this) {
      if (accepted != null) {
        return accepted;
      }
      if (running == null) {
        running = new CompletableFuture<>();
        mine = true;
      }
      outcome = running;
    }
    return mine ? logIn(outcome) : await(outcome);
  }

  /** Forgets a token that was refused, unless another thread has already replaced it. */
  synchronized void forget(LoginResponse refused) {
    if (accepted != null && accepted.getToken().equals(refused.getToken())) {
      accepted = null;
    }
  }

  /** Forgets the current token. */
  synchronized void forget() {
    accepted = null;
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
    accepted = login;
    running = null;
  }

  private static LoginResponse await(CompletableFuture<LoginResponse> outcome) {
    try {
      return outcome.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SynnaxException(Code.INTERRUPTED, "interrupted while another thread logged in", e);
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof SynnaxException failure) {
        throw failure.copy();
      }
      throw new IllegalStateException("login failed", e);
    }
  }
}
