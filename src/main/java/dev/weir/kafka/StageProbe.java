package dev.weir.kafka;

import dev.weir.kafka.PipelineSample.FieldSample;
import dev.weir.kafka.PipelineSample.Rejected;
import dev.weir.kafka.PipelineSample.SourceSample;
import dev.weir.kafka.PipelineSample.StageSample;
import dev.weir.kafka.PipelineSample.TopicSample;
import dev.weir.kafka.decode.RecordDecoder;
import dev.weir.monitor.SchemaSource;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of one stage in every way that its definition offers, and counts what they yield.
 */
final class StageProbe {
  private static final long SCHEMA_PAUSE_NANOS = 20_000_000;

  private final Stage stage;
  private final RecordDecoder decoder;
  private final StageEvent event = new StageEvent();
  private final List<FieldProbe> fields;
  private final Map<Rejection, Rejected> rejected = new EnumMap<>(Rejection.class);
  private final Map<String, TopicSample> topics = new LinkedHashMap<>();
  private long records;

  /** A field's probes: of all of its sources together, and of each by itself. */
  private record FieldProbe(Question question, SourceProbe whole, List<SourceProbe> single) {
    static FieldProbe of(Question question, int maxBodyBytes, @Nullable SchemaSource schemas) {
      return new FieldProbe(
          question,
          new SourceProbe(question, question.sources(), maxBodyBytes, schemas),
          question.sources().stream()
              .map(source -> new SourceProbe(question, List.of(source), maxBodyBytes, schemas))
              .toList());
    }

    FieldSample sample() {
      var sources = new ArrayList<SourceSample>();
      for (int i = 0; i < single.size(); i++) {
        sources.add(single.get(i).sample(question.sources().get(i)));
      }
      return new FieldSample(question.label(), whole.yields(), sources);
    }
  }

  StageProbe(Stage stage, Pipeline pipeline, int maxBodyBytes, @Nullable SchemaSource schemas) {
    this.stage = stage;
    decoder = new RecordDecoder(pipeline, maxBodyBytes, schemas);
    fields =
        Question.all(pipeline.fields()).stream()
            .filter(question -> !question.sources().isEmpty())
            .map(question -> FieldProbe.of(question, maxBodyBytes, schemas))
            .toList();
  }

  /** The stage whose records these are. */
  Stage stage() {
    return stage;
  }

  /** Notes a topic, whether or not it has records. */
  void topic(TopicSample topic) {
    topics.put(topic.name(), topic);
  }

  /** Reads one more record. */
  void look(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    records++;
    decoder.decode(record, event);
    while (decoder.awaitedSchema() != 0) {
      // Nobody else waits for this thread, and the source bounds the wait.
      LockSupport.parkNanos(SCHEMA_PAUSE_NANOS);
      decoder.decode(record, event);
    }
    for (int bits = event.rejections; bits != 0; bits &= bits - 1) {
      var reason = Rejection.of(Integer.numberOfTrailingZeros(bits));
      var before = rejected.get(reason);
      var example =
          "%s-%d@%d %s"
              .formatted(
                  record.topic(), record.partition(), record.offset(), decoder.detail(reason));
      rejected.put(reason, new Rejected(before == null ? 1 : before.records() + 1, example));
    }
    for (var field : fields) {
      field.whole().look(record);
      field.single().forEach(probe -> probe.look(record));
    }
  }

  /** What was found. */
  StageSample sample() {
    var samples = fields.stream().map(FieldProbe::sample).toList();
    return new StageSample(
        stage.name(), List.copyOf(topics.values()), records, samples, Map.copyOf(rejected));
  }
}
