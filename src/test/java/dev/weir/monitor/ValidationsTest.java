package dev.weir.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.verdict.Judge;
import dev.weir.verdict.Validation;
import dev.weir.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ValidationsTest {
  private final FakeStore store = new FakeStore();
  private final Validations validations = new Validations(store, settings(), new Random(3));

  private static final class FakeStore implements ValidationStore {
    Uni<Boolean> answer = Uni.createFrom().item(true);
    long token;

    @Override
    public Uni<Boolean> keep(Validation validation, long token) {
      this.token = token;
      return answer;
    }

    @Override
    public Uni<List<Validation>> since(Instant since, int limit) {
      return Uni.createFrom().failure(new IllegalStateException("down"));
    }
  }

  private static Settings settings() {
    return new Settings(
        Samples.pipeline(),
        Settings.StoreKind.MEMORY,
        new Settings.Start.Latest(),
        1,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        100,
        1_000,
        Duration.ofSeconds(10));
  }

  private static Verdict verdict(Instant at) {
    return Judge.unknown(Samples.pipeline(), at, "a test");
  }

  private Validation keep(Instant at) {
    return validations.keep(verdict(at), 5).await().indefinitely();
  }

  @Test
  void aVerdictIsKeptUnderTheLeadersTokenAndIsTheLast() {
    assertThat(validations.last()).isEmpty();
    var kept = keep(Samples.NOW);
    assertThat(store.token).isEqualTo(5);
    assertThat(kept.namespace()).isEqualTo("paper");
    assertThat(kept.pipeline()).isEqualTo("trading");
    assertThat(kept.verdict().at()).isEqualTo(Samples.NOW);
    assertThat(validations.last()).contains(kept);
  }

  @Test
  void aStoreThatIsDownOrRefusesCostsTheAnswerNothing() {
    store.answer = Uni.createFrom().failure(new IllegalStateException("down"));
    assertThat(validations.last()).isEmpty();
    var first = keep(Samples.NOW);
    assertThat(validations.last()).contains(first);
    store.answer = Uni.createFrom().item(false);
    var second = keep(Samples.NOW.plusSeconds(1));
    assertThat(validations.last()).contains(second);
  }

  @Test
  void idsAreUuidsOfVersionSevenThatCarryTheTime() {
    var first = UUID.fromString(keep(Samples.NOW).id());
    var second = UUID.fromString(keep(Samples.NOW).id());
    assertThat(first.version()).isEqualTo(7);
    assertThat(first.variant()).isEqualTo(2);
    assertThat(first.getMostSignificantBits() >>> 16).isEqualTo(Samples.NOW.toEpochMilli());
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void anotherReplicasValidationIsTakenOverOnlyIfItIsNewer() {
    var own = keep(Samples.NOW);
    validations.adopt(List.of());
    validations.adopt(List.of(of("older", Samples.NOW.minusSeconds(1))));
    assertThat(validations.last()).contains(own);
    var newer = of("newer", Samples.NOW.plusSeconds(1));
    validations.adopt(List.of(newer, of("older", Samples.NOW.minusSeconds(1))));
    assertThat(validations.last()).contains(newer);
  }

  private static Validation of(String id, Instant at) {
    return new Validation(id, "paper", "trading", verdict(at));
  }
}
