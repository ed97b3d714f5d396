package dev.weir.kafka;

import dev.weir.kafka.PipelineSample.FieldSample;
import dev.weir.kafka.PipelineSample.Rejected;
import dev.weir.kafka.PipelineSample.StageSample;
import dev.weir.kafka.PipelineSample.TopicSample;
import dev.weir.pipeline.FieldSources;
import dev.weir.pipeline.Rejection;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.StageEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads records of one stage in every way that its definition offers, and counts what they yield.
 */
final class StageProbe {
  private final Stage stage;
  private final FieldSources fields;
  private final RecordDecoder decoder;
  private final StageEvent event = new StageEvent();
  private final Map<SourceProbe.Field, SourceProbe> whole = new EnumMap<>(SourceProbe.Field.class);
  private final Map<SourceProbe.Field, List<SourceProbe>> single =
      new EnumMap<>(SourceProbe.Field.class);
  private final Map<Rejection, Rejected> rejected = new EnumMap<>(Rejection.class);
  private final Map<String, TopicSample> topics = new LinkedHashMap<>();
  private long records;

  StageProbe(Stage stage, FieldSources fields, int maxBodyBytes) {
    this.stage = stage;
    this.fields = fields;
    decoder = new RecordDecoder(fields, maxBodyBytes);
    for (var field : SourceProbe.Field.values()) {
      whole.put(field, new SourceProbe(field, field.in(fields), maxBodyBytes));
      single.put(
          field,
          field.in(fields).stream()
              .map(source -> new SourceProbe(field, List.of(source), maxBodyBytes))
              .toList());
    }
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
    for (int bits = event.rejections; bits != 0; bits &= bits - 1) {
      var reason = Rejection.of(Integer.numberOfTrailingZeros(bits));
      var before = rejected.get(reason);
      var example =
          "%s-%d@%d %s"
              .formatted(
                  record.topic(), record.partition(), record.offset(), decoder.detail(reason));
      rejected.put(reason, new Rejected(before == null ? 1 : before.records() + 1, example));
    }
    whole.values().forEach(probe -> probe.look(record));
    single.values().forEach(probes -> probes.forEach(probe -> probe.look(record)));
  }

  /** What was found. */
  StageSample sample() {
    var samples = new ArrayList<FieldSample>();
    whole.forEach(
        (field, probe) -> {
          var sources = field.in(fields);
          var probes = single.getOrDefault(field, List.of());
          var each = new ArrayList<PipelineSample.SourceSample>();
          for (int i = 0; i < sources.size(); i++) {
            each.add(probes.get(i).sample(sources.get(i).text()));
          }
          samples.add(new FieldSample(field.label, probe.yields(), each));
        });
    return new StageSample(
        stage.name(), List.copyOf(topics.values()), records, samples, Map.copyOf(rejected));
  }
}
