package dev.weir.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.monitor.RegistrySettings;
import dev.weir.monitor.RegistrySettings.Access;
import dev.weir.monitor.RegistrySettings.Api;
import dev.weir.monitor.SchemaSource.Answer;
import dev.weir.monitor.SchemaSource.Format;
import dev.weir.monitor.SchemaSource.SchemaText;
import dev.weir.registry.RegistryException.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is kept, what is asked and when, with a clock of its own. */
class SchemaRegistryTest {
  private static final SchemaText SCHEMA = new SchemaText(Format.AVRO, "\"int\"", List.of());

  private final List<Long> asked = new ArrayList<>();
  private final Map<Long, CompletableFuture<SchemaText>> answers = new HashMap<>();
  private long now;
  private final SchemaRegistry registry =
      new SchemaRegistry(
          new RegistrySettings(
              List.of(URI.create("http://registry")),
              Api.CONFLUENT,
              4,
              new Access.Open(),
              Duration.ofSeconds(2),
              3,
              Duration.ofSeconds(30)),
          id -> {
            asked.add(id);
            return answers.computeIfAbsent(id, _ -> new CompletableFuture<>());
          },
          () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private CompletableFuture<SchemaText> taken(long id) {
    return Objects.requireNonNull(answers.remove(id));
  }

  private void answer(long id) {
    taken(id).complete(SCHEMA);
  }

  private void fail(long id) {
    taken(id).completeExceptionally(new RegistryException(Outcome.UNKNOWN, "is not known"));
  }

  @Test
  void isAskedOnceAndWaitedForFiveSeconds() {
    assertThat(registry.find(1)).isInstanceOf(Answer.Pending.class);
    pass(Duration.ofMillis(4_999));
    assertThat(registry.find(1)).isInstanceOf(Answer.Pending.class);
    pass(Duration.ofMillis(1));
    assertThat(registry.find(1)).isInstanceOf(Answer.Missing.class);
    assertThat(asked).containsExactly(1L);
    answer(1);
    assertThat(registry.find(1))
        .as("late is better than never")
        .isEqualTo(new Answer.Known(SCHEMA));
  }

  @Test
  void aMissingSchemaIsAskedForAgainInTheBackground() {
    registry.find(1);
    fail(1);
    assertThat(registry.find(1)).isEqualTo(new Answer.Missing("schema 1 is not known"));
    pass(Duration.ofMillis(29_999));
    registry.find(1);
    assertThat(asked).hasSize(1);
    pass(Duration.ofMillis(1));
    assertThat(registry.find(1)).as("nobody waits twice").isInstanceOf(Answer.Missing.class);
    assertThat(asked).hasSize(2);
    registry.find(1);
    assertThat(asked).as("one request at a time").hasSize(2);
    answer(1);
    assertThat(registry.find(1)).isInstanceOf(Answer.Known.class);
  }

  @Test
  void whatWasUsedLastIsKept() {
    for (long id = 1; id <= 3; id++) {
      registry.find(id);
      answer(id);
    }
    registry.find(1);
    registry.find(4);
    answer(4);
    assertThat(registry.find(1)).isInstanceOf(Answer.Known.class);
    assertThat(registry.find(2)).as("asked for again").isInstanceOf(Answer.Pending.class);
  }

  @Test
  void idsThatNobodyHasCostLittle() {
    for (long id = 1; id <= 100_000; id++) {
      registry.find(id);
      if (answers.containsKey(id)) {
        fail(id);
      }
      pass(Duration.ofMillis(1));
    }
    assertThat(asked).as("100 at once and then one a second").hasSizeBetween(195, 205);
    pass(Duration.ofSeconds(1));
    registry.find(1_000_000);
    answer(1_000_000);
    assertThat(registry.find(1_000_000))
        .as("real ones get through")
        .isInstanceOf(Answer.Known.class);
  }

  @Test
  void nobodyWaitsLongForARegistryThatIsSilent() {
    int waits = 0;
    for (long id = 1; id <= 1_000; id++) {
      while (registry.find(id) instanceof Answer.Pending) {
        waits++;
        pass(Duration.ofSeconds(2));
        taken(id).completeExceptionally(new RegistryException(Outcome.FAILED, "is silent"));
      }
      var late = answers.remove(id);
      if (late != null) {
        pass(Duration.ofSeconds(2));
        late.completeExceptionally(new RegistryException(Outcome.FAILED, "is silent"));
      }
    }
    assertThat(waits).isEqualTo(3);
    pass(Duration.ofSeconds(1));
    assertThat(registry.find(5_000)).isInstanceOf(Answer.Missing.class);
    answer(5_000);
    assertThat(registry.find(5_000)).as("asked nevertheless").isInstanceOf(Answer.Known.class);
    assertThat(registry.find(5_001)).as("waited for again").isInstanceOf(Answer.Pending.class);
  }

  @Test
  void anyNumberOfSchemasThatAreThereCanBeHad() {
    for (long id = 1; id <= 10_000; id++) {
      registry.find(id);
      answer(id);
      assertThat(registry.find(id)).as("schema %s", id).isInstanceOf(Answer.Known.class);
    }
  }

  @Test
  void aDefectInAskingIsAFailureLikeAnother() {
    var broken =
        new SchemaRegistry(
            new RegistrySettings(
                List.of(URI.create("http://registry")),
                Api.CONFLUENT,
                4,
                new Access.Open(),
                Duration.ofSeconds(2),
                3,
                Duration.ofSeconds(30)),
            id -> {
              throw new IllegalStateException("defect");
            },
            () -> now);
    assertThat(broken.find(1)).isInstanceOf(Answer.Missing.class);
  }
}
