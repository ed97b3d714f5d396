package dev.weir.stack;

/** A process did not become ready. */
public final class StartException extends RuntimeException {
  private final String summary;
  private final String log;

  /**
   * Keeps both parts.
   *
   * @param summary one line
   * @param log the last lines of the process' output
   */
  public StartException(String summary, String log) {
    super(summary + ":\n" + log);
    this.summary = summary;
    this.log = log;
  }

  /** What happened, in one line. */
  public String summary() {
    return summary;
  }

  /** The last lines of the process' output. */
  public String log() {
    return log;
  }
}
