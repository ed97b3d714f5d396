package dev.weir.kafka;

import dev.weir.kafka.PipelineSample.SourceSample;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.monitor.SchemaSource;
import dev.weir.pipeline.FieldSource;
import dev.weir.pipeline.StageEvent;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads one field from records, from all of its sources or from a single one, and counts. */
final class SourceProbe {
  private static final int MAX_EXAMPLES = 3;
  private static final int MAX_EXAMPLE = 60;

  private final Question question;
  private final RecordDecoder decoder;
  private final StageEvent event = new StageEvent();
  private final Map<String, Long> kinds = new TreeMap<>();
  private final Set<String> examples = new LinkedHashSet<>();
  private long yields;

  SourceProbe(
      Question question,
      List<FieldSource> sources,
      int maxBodyBytes,
      @Nullable SchemaSource schemas) {
    this.question = question;
    this.decoder = new RecordDecoder(question.only().apply(sources), maxBodyBytes, schemas);
  }

  /** Reads one more record. */
  void look(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    decoder.decode(record, event);
    var value = question.answer().apply(event);
    if (value == null) {
      return;
    }
    yields++;
    if (event.notation != null) {
      kinds.merge(event.notation.label(), 1L, Long::sum);
    }
    if (examples.size() < MAX_EXAMPLES) {
      examples.add(value.length() > MAX_EXAMPLE ? value.substring(0, MAX_EXAMPLE) + "…" : value);
    }
  }

  /** In how many records there was a value. */
  long yields() {
    return yields;
  }

  /** What was found in this source. */
  SourceSample sample(FieldSource source) {
    boolean notations = source instanceof FieldSource.TraceContext;
    return new SourceSample(
        source.notation(), yields, notations ? Map.copyOf(kinds) : Map.of(), List.copyOf(examples));
  }
}
