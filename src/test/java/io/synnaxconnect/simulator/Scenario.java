package io.synnaxconnect.simulator;

/** What a simulator in a process of its own writes, until its thread is interrupted. */
interface Scenario {

  /** Creates the channels; what follows is streamed and stored. */
  void prepare();

  /** Does what is told on its next write; one that knows nothing of it passes it over. */
  void tell(String command);

  /** Writes in real time without end. */
  void run() throws InterruptedException;
}
