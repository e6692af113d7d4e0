module first.steps {
  requires io.synnaxconnect.client;
}
