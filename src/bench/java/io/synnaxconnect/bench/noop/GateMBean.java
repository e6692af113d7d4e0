package io.synnaxconnect.bench.noop;

/** Opened over JMX. */
public interface GateMBean {

  /** Lets so many more frames pass. */
  void grant(long frames);
}
