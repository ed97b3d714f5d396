package dev.weir.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.monitor.FakeMonitoring;
import dev.weir.monitor.KeyQuery;
import dev.weir.monitor.Samples;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A page of keys is made once for all who ask for it, and is never old. */
class KeysAnswersTest {
  private static final KeyQuery OLDEST = new KeyQuery(null, KeyQuery.Sort.AGE, 100);

  private final FakeMonitoring monitoring = new FakeMonitoring();
  private final ObjectMapper json = new ObjectMapper().findAndRegisterModules();
  private long nanos = 1;
  private final KeysAnswers answers = new KeysAnswers(monitoring, json, () -> nanos);

  private final String stage = monitoring.pipeline.stages().getFirst().name();

  @Test
  void theSameQuestionGetsTheSameText() throws Exception {
    var first = answers.answer(stage, OLDEST);
    assertThat(answers.answer(stage, new KeyQuery(null, KeyQuery.Sort.AGE, 100)).json())
        .isSameAs(first.json());
    assertThat(json.readTree(first.json()).path("stage").asText()).isEqualTo(stage);
  }

  @Test
  void anotherQuestionGetsAnother() {
    var first = answers.answer(stage, OLDEST);
    var second = answers.answer(stage, new KeyQuery(null, KeyQuery.Sort.KEY, 100));
    assertThat(second.json()).isNotSameAs(first.json());
    assertThat(answers.answer(stage, OLDEST).json()).isSameAs(first.json());
  }

  @Test
  void anotherViewOrALaterQuestionGetsANewOne() {
    var first = answers.answer(stage, OLDEST);
    monitoring.view = Samples.view(monitoring.pipeline, 0.4, 0.5, 100);
    var second = answers.answer(stage, OLDEST);
    assertThat(second.json()).isNotSameAs(first.json());
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(answers.answer(stage, OLDEST).json()).isNotSameAs(second.json());
  }

  @Test
  void fewAreKept() {
    var first = answers.answer(stage, OLDEST);
    for (int limit = 1; limit <= 4; limit++) {
      answers.answer(stage, new KeyQuery(null, KeyQuery.Sort.AGE, limit));
    }
    assertThat(answers.answer(stage, OLDEST).json()).isNotSameAs(first.json());
  }
}
