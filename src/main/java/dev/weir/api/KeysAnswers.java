package dev.weir.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.flow.PipelineView;
import dev.weir.monitor.KeyQuery;
import dev.weir.monitor.Monitoring;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a page of keys once for all who ask for the same one of the same view. A page of ten
 * thousand keys takes an event loop some ten milliseconds, for which probes would have to wait once
 * for every reader.
 */
@Singleton
class KeysAnswers {
  private static final int MOST_PAGES = 4;

  // Ages are those of the instant at which the page was made.
  private static final Duration SHARED = Duration.ofMillis(500);

  private final Monitoring monitoring;
  private final ObjectMapper json;
  private final LongSupplier nanos;
  private final Deque<Made> latest = new ArrayDeque<>();

  private record Made(
      PipelineView view, String stage, KeyQuery query, KeysAnswer answer, long nanos) {
    @SuppressWarnings("ReferenceEquality") // The same view is meant.
    boolean isOf(PipelineView otherView, String otherStage, KeyQuery otherQuery, long now) {
      return view == otherView
          && now - nanos < SHARED.toNanos()
          && stage.equals(otherStage)
          && query.limit() == otherQuery.limit()
          && query.sort() == otherQuery.sort()
          && query.status() == otherQuery.status();
    }
  }

  @Inject
  KeysAnswers(Monitoring monitoring, ObjectMapper json) {
    this(monitoring, json, System::nanoTime);
  }

  /** One with a clock that only goes on, such as {@link System#nanoTime}. */
  KeysAnswers(Monitoring monitoring, ObjectMapper json, LongSupplier nanos) {
    this.monitoring = monitoring;
    this.json = json;
    this.nanos = nanos;
  }

  /** The page now; fails with 503 before the first view. */
  KeysAnswer answer(String stage, KeyQuery query) {
    var view = monitoring.view().orElseThrow(Absent::view);
    long now = nanos.getAsLong();
    var made = find(view, stage, query, now);
    if (made != null) {
      return made;
    }
    var answer = make(stage, query);
    synchronized (latest) {
      if (latest.size() == MOST_PAGES) {
        latest.removeFirst();
      }
      latest.addLast(new Made(view, stage, query, answer, now));
    }
    return answer;
  }

  private @Nullable KeysAnswer find(PipelineView view, String stage, KeyQuery query, long now) {
    synchronized (latest) {
      for (var made : latest) {
        if (made.isOf(view, stage, query, now)) {
          return made.answer();
        }
      }
      return null;
    }
  }

  private KeysAnswer make(String stage, KeyQuery query) {
    var body = KeysBody.of(monitoring.keys(stage, query).orElseThrow(Absent::view));
    try {
      return new KeysAnswer(body, json.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
