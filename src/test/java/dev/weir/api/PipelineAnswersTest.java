package dev.weir.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.monitor.FakeMonitoring;
import dev.weir.monitor.Samples;
import dev.weir.verdict.Verdict;
import org.junit.jupiter.api.Test;

/** The answer is made once for all who read the same view. */
class PipelineAnswersTest {
  private final Judged monitoring = new Judged();
  private final ObjectMapper json = new ObjectMapper().findAndRegisterModules();
  private final PipelineAnswers answers = new PipelineAnswers(monitoring, json);

  /** One verdict until the test makes another. */
  private static final class Judged extends FakeMonitoring {
    Verdict shared = super.verdict();

    @Override
    public Verdict verdict() {
      return shared;
    }
  }

  @Test
  void theSameViewAndVerdictGiveTheSameText() throws Exception {
    var answer = answers.answer();
    assertThat(answers.answer().json()).isSameAs(answer.json());
    assertThat(json.readTree(answer.json()).path("status").asText()).isEqualTo("HEALTHY");
  }

  @Test
  void anotherViewOrVerdictGivesAnother() throws Exception {
    var first = answers.answer();
    monitoring.view = Samples.view(monitoring.pipeline, 0.4, 0.5, 100);
    var second = answers.answer();
    assertThat(second.json()).isNotEqualTo(first.json());
    monitoring.now = Samples.NOW.plusSeconds(1);
    monitoring.shared = new FakeMonitoring().verdict();
    assertThat(answers.answer().json()).isNotSameAs(second.json());
  }
}
