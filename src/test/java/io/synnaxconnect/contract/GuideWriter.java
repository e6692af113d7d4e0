package io.synnaxconnect.contract;

import io.synnaxconnect.proto.ChannelMessage;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Writes temperature every 20 ms and pressure every 40 ms, each with an index of its own. */
final class GuideWriter implements AutoCloseable {

  private static final ContractClient.Group NONE =
      new ContractClient.Group(
          ChannelMessage.getDefaultInstance(), ChannelMessage.getDefaultInstance());

  private record Tick(long number, CompletableFuture<Void> reached) {}

  private final ContractClient admin;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final ConcurrentLinkedQueue<Tick> awaited = new ConcurrentLinkedQueue<>();
  private final AtomicLong ticks = new AtomicLong();
  private ContractClient.Group temperature = NONE;
  private ContractClient.Group pressure = NONE;

  GuideWriter(ContractClient admin) {
    this.admin = admin;
  }

  /** Creates the channels and goes on writing until it is closed. */
  void start() {
    temperature = create("temperature");
    pressure = create("pressure");
    ContractWriter temperatures = open(temperature);
    ContractWriter pressures = open(pressure);
    var unused =
        thread.scheduleAtFixedRate(
            () -> {
              long tick = ticks.getAndIncrement();
              write(temperatures, temperature, tick);
              if (tick % 2 == 0) {
                write(pressures, pressure, tick);
              }
              awaited.stream().filter(t -> t.number() <= tick).forEach(this::reach);
            },
            0,
            20,
            TimeUnit.MILLISECONDS);
  }

  private ContractClient.Group create(String name) {
    ChannelMessage index =
        admin.create(
            ChannelMessage.newBuilder()
                .setName(name + "_time")
                .setDataType("timestamp")
                .setIsIndex(true));
    return new ContractClient.Group(
        index,
        admin.create(
            ChannelMessage.newBuilder()
                .setName(name)
                .setDataType("float64")
                .setIndex(index.getKey())));
  }

  private ContractWriter open(ContractClient.Group group) {
    return admin.openWriter(config -> config.setStart(nowNanos()), group.index(), group.data());
  }

  private static void write(ContractWriter writer, ContractClient.Group group, long tick) {
    writer.write(group, ContractSamples.timestamps(nowNanos()), ContractSamples.counting(tick, 1));
  }

  private static long nowNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private void reach(Tick tick) {
    awaited.remove(tick);
    tick.reached().complete(null);
  }

  ChannelMessage pressure() {
    return pressure.data();
  }

  /** Completes, on the writing thread, when so many more ticks were written. */
  CompletableFuture<Void> afterTicks(int more) {
    Tick tick = new Tick(ticks.get() + more, new CompletableFuture<>());
    awaited.add(tick);
    return tick.reached();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
