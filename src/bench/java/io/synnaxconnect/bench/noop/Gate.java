package io.synnaxconnect.bench.noop;

/** How many frames a task may emit. */
public final class Gate implements GateMBean {

  private long granted;

  @Override
  public synchronized void grant(long frames) {
    granted += frames;
    notifyAll();
  }

  /** Takes as many frames as are granted, up to a limit; waits for the first, but not for long. */
  synchronized int take(int limit, long timeoutMillis) throws InterruptedException {
    long deadline = System.currentTimeMillis() + timeoutMillis;
    long left = timeoutMillis;
    while (granted == 0 && left > 0) {
      wait(left);
      left = deadline - System.currentTimeMillis();
    }
    int taken = (int) Math.min(limit, granted);
    granted -= taken;
    return taken;
  }
}
