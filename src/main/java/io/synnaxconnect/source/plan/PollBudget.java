package io.synnaxconnect.source.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The records of one poll, and how much more the poll may return. Every limit of a poll is here: a
 * limit that is added needs what spends it and {@link #isFull}. Of Connect's poll thread alone.
 */
public final class PollBudget {

  /** Without this limit, one poll of records with many samples could use all memory. */
  private static final long MAX_SAMPLES = 1 << 20;

  private final int maxRecords;
  private final long maxSamples;
  private final long deadlineNanos;
  private final List<SourceRecord> records = new ArrayList<>();
  private long samples;

  /**
   * The budget of a poll that begins now.
   *
   * @param timeout how long the poll waits for its first record
   */
  public PollBudget(int maxRecords, long maxSamples, Duration timeout) {
    this.maxRecords = maxRecords;
    this.maxSamples = maxSamples;
    this.deadlineNanos = System.nanoTime() + timeout.toNanos();
  }

  /** The budget of a poll that begins now. */
  public static PollBudget of(SourceTaskOptions options) {
    return new PollBudget(options.pollMaxRecords(), MAX_SAMPLES, options.pollTimeout());
  }

  /** Adds a record, even if the budget is spent. */
  public void add(SourceRecord record) {
    records.add(record);
  }

  /** Adds records, even if the budget is spent. */
  public void addAll(Collection<SourceRecord> more) {
    records.addAll(more);
  }

  /** Counts the samples of records, those included whose conversion was skipped. */
  public void spendSamples(long count) {
    samples += count;
  }

  /** What the poll returns. */
  public List<SourceRecord> records() {
    return records;
  }

  /** Whether the poll has no record yet. */
  public boolean isEmpty() {
    return records.isEmpty();
  }

  /** How many more records fit; not below 0. */
  public int remainingRecords() {
    return Math.max(0, maxRecords - records.size());
  }

  /** How long the poll may still wait for its first record; 0 or less if it may not. */
  public long remainingNanos() {
    return deadlineNanos - System.nanoTime();
  }

  /** Whether no more records fit. */
  public boolean isFull() {
    return remainingRecords() == 0 || samples >= maxSamples;
  }

  /** Whether the poll returns what it has: no more records fit, or its time is over. */
  public boolean isSpent() {
    return isFull() || (!isEmpty() && remainingNanos() <= 0);
  }
}
