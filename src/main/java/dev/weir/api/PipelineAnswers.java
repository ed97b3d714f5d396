package dev.weir.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.flow.PipelineView;
import dev.weir.monitor.Monitoring;
import dev.weir.verdict.Verdict;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Makes the answer of {@code /monitoring/pipeline} once for all who read the same view. */
@Singleton
class PipelineAnswers {
  private final Monitoring monitoring;
  private final ObjectMapper json;
  private volatile @Nullable Made latest;

  private record Made(PipelineView view, Verdict verdict, PipelineAnswer answer) {
    // An equal view would have to be compared figure by figure, which is what is to be saved.
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(PipelineView otherView, Verdict otherVerdict) {
      return view == otherView && verdict == otherVerdict;
    }
  }

  PipelineAnswers(Monitoring monitoring, ObjectMapper json) {
    this.monitoring = monitoring;
    this.json = json;
  }

  /** The answer now; fails with 503 before the first view. */
  PipelineAnswer answer() {
    var view = monitoring.view().orElseThrow(Absent::view);
    var verdict = monitoring.verdict();
    var made = latest;
    if (made == null || !made.isOf(view, verdict)) {
      made = new Made(view, verdict, make(view, verdict));
      latest = made;
    }
    return made.answer();
  }

  private PipelineAnswer make(PipelineView view, Verdict verdict) {
    var body = PipelineBody.of(monitoring.pipeline(), view, verdict);
    try {
      return new PipelineAnswer(body, json.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
