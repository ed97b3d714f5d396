package dev.weir.demo;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Lines for people. */
final class Console {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintStream out;
  private final PrintStream err;
  private final InstantSource clock;

  Console(PrintStream out, PrintStream err, InstantSource clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /** A line as it is. */
  void say(String line) {
    out.println(line);
  }

  /** Something that happened, with the time of day. */
  void event(String line) {
    out.println(TIME.format(clock.instant().atZone(ZoneId.systemDefault())) + "  " + line);
  }

  /** What went wrong. */
  void error(String text) {
    err.println(text);
  }
}
