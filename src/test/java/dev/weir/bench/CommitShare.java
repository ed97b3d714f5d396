package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** How much of a poll thread's time goes into commits, from a flight recording. */
final class CommitShare {
  private static final String LOOP = "weir-ingest-";
  private static final String OWNER = "dev.weir.kafka.Assignments";
  private static final Set<String> COMMITTING = Set.of("show", "commit", "answers");

  private CommitShare() {}

  /** The share of its samples that were taken while it encoded, sent, or took an answer. */
  static double of(Path recording) throws IOException {
    long all = 0;
    long committing = 0;
    try (var file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        var event = file.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample") && isOfLoop(event)) {
          all++;
          committing += isCommitting(event) ? 1 : 0;
        }
      }
    }
    if (all == 0) {
      throw new IllegalStateException("no samples in " + recording);
    }
    return (double) committing / all;
  }

  private static boolean isOfLoop(RecordedEvent event) {
    var thread = event.getThread("sampledThread");
    return thread != null && String.valueOf(thread.getJavaName()).startsWith(LOOP);
  }

  private static boolean isCommitting(RecordedEvent event) {
    var stack = event.getStackTrace();
    return stack != null
        && stack.getFrames().stream()
            .map(frame -> frame.getMethod())
            .anyMatch(
                method ->
                    method.getType().getName().equals(OWNER)
                        && COMMITTING.contains(method.getName()));
  }
}
