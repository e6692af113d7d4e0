package io.synnaxconnect.simulator;

import org.jspecify.annotations.Nullable;

/**
 * How a writer inside the process writes.
 *
 * @param mode what becomes of the samples
 * @param autoCommit whether each write can be read at once; without it, after {@code commit()}
 * @param authority 0 to 255; the highest of the writers of a channel writes, the others into the
 *     void
 * @param subjectName name in the control state
 * @param group control group, for readers that exclude it; 0 for none
 * @param startNanos where the new region begins; null for the first timestamp written
 * @param failsUnauthorized whether opening fails while another writer has control
 */
public record WriterOptions(
    WriterMode mode,
    boolean autoCommit,
    int authority,
    String subjectName,
    int group,
    @Nullable Long startNanos,
    boolean failsUnauthorized) {

  /**
   * Stored, streamed, committed at once, with the highest authority: what clients do by default.
   */
  public static WriterOptions defaults() {
    return new WriterOptions(WriterMode.PERSIST_AND_STREAM, true, 255, "", 0, null, false);
  }

  /** Stored from an instant in the past on and never streamed: how old data is imported. */
  public static WriterOptions importFrom(long startNanos) {
    return defaults().withMode(WriterMode.PERSIST_ONLY).withStart(startNanos);
  }

  public WriterOptions withMode(WriterMode newMode) {
    return new WriterOptions(
        newMode, autoCommit, authority, subjectName, group, startNanos, failsUnauthorized);
  }

  public WriterOptions withAutoCommit(boolean on) {
    return new WriterOptions(
        mode, on, authority, subjectName, group, startNanos, failsUnauthorized);
  }

  public WriterOptions withAuthority(int newAuthority) {
    return new WriterOptions(
        mode, autoCommit, newAuthority, subjectName, group, startNanos, failsUnauthorized);
  }

  public WriterOptions withGroup(int newGroup) {
    return new WriterOptions(
        mode, autoCommit, authority, subjectName, newGroup, startNanos, failsUnauthorized);
  }

  public WriterOptions withStart(long nanos) {
    return new WriterOptions(
        mode, autoCommit, authority, subjectName, group, nanos, failsUnauthorized);
  }
}
