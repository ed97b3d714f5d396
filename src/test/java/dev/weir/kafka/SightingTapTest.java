package dev.weir.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kafka.fetch.Runs;
import dev.weir.memory.MemoryJournal;
import dev.weir.monitor.Journal;
import dev.weir.monitor.JournalQueue;
import dev.weir.monitor.JournalSettings;
import dev.weir.monitor.Samples;
import dev.weir.monitor.Settings;
import dev.weir.monitor.SightingSamples;
import dev.weir.monitor.TraceSettings;
import dev.weir.pipeline.StageEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class SightingTapTest {
  private static final byte[] TOPIC = "topic".getBytes(UTF_8);

  private final Journal journal =
      new MemoryJournal(
          JournalSettings.defaults(Settings.StoreKind.MEMORY), InstantSource.system());
  private final JournalQueue queue = new JournalQueue(journal, 1);
  private final SightingTap tap = new SightingTap(settings(), queue, null);

  private static Settings settings() {
    return Samples.settings(
        1,
        JournalSettings.defaults(Settings.StoreKind.MEMORY),
        new TraceSettings(true, null, Duration.ofSeconds(2), 0.05, 200, true));
  }

  /** An event of a trace of its own, so long after its parent. */
  private boolean see(String id, Duration afterParent) {
    var event = new StageEvent();
    event.clear();
    event.id.set(id.getBytes(UTF_8), 0, id.length());
    event.recordTimeMicros = SightingSamples.NOON;
    event.eventTimeMicros = SightingSamples.NOON;
    event.parentTimeMicros = SightingSamples.NOON - afterParent.toNanos() / 1_000;
    var record =
        new ConsumerRecord<>(
            "topic", 3, 17, ByteBuffer.allocate(0), ByteBuffer.wrap("{}".getBytes(UTF_8)));
    return tap.see(event, Runs.view(record), TOPIC, SightingSamples.NOON);
  }

  private boolean isKept(String id) {
    var found = journal.find(List.of(SightingSamples.hash(id))).await().indefinitely();
    return !((Journal.Found.Sightings) found).sightings().isEmpty();
  }

  @Test
  void whatIsSlowIsKeptThoughItsTraceIsNotSampled() {
    for (int at = 0; at < 1_000; at++) {
      see("quick-" + at, Duration.ofMillis(20));
    }
    int slow = 50;
    int sampled = 0;
    for (int at = 0; at < slow; at++) {
      sampled += see("slow-" + at, Duration.ofSeconds(3)) ? 1 : 0;
    }
    tap.flush();
    assertThat(sampled).as("one in many is sampled by now").isLessThan(slow / 2);
    for (int at = 0; at < slow; at++) {
      assertThat(isKept("slow-" + at)).as("slow-" + at).isTrue();
    }
    assertThat(isKept("quick-999")).isFalse();
  }
}
