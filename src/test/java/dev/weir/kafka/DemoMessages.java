package dev.weir.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.config.ConfigReader;
import dev.weir.config.DefinitionParser;
import dev.weir.config.ParsedDefinition;
import dev.weir.config.YamlFile;
import dev.weir.demo.Message;
import dev.weir.monitor.Settings;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The simulated platform's definition, and its messages as a consumer gets them. */
final class DemoMessages {
  private DemoMessages() {}

  static Settings settings() {
    var file = (YamlFile.Result.Loaded) YamlFile.read(Path.of("src/test/resources/demo.yaml"), 100);
    var config =
        new SmallRyeConfigBuilder().addDefaultInterceptors().withSources(file.source()).build();
    return ((ParsedDefinition.Valid) DefinitionParser.parse(ConfigReader.read(config), true))
        .settings();
  }

  static ConsumerRecord<ByteBuffer, ByteBuffer> record(Message message, long offset) {
    var headers = new RecordHeaders();
    message.headers().forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
    byte[] body = message.body().getBytes(UTF_8);
    var key = Optional.ofNullable(message.key()).map(text -> text.getBytes(UTF_8));
    return new ConsumerRecord<>(
        message.topic(),
        0,
        offset,
        message.event().epochMicros() / 1_000,
        TimestampType.CREATE_TIME,
        key.map(bytes -> bytes.length).orElse(-1),
        body.length,
        key.map(ByteBuffer::wrap).orElse(null),
        ByteBuffer.wrap(body),
        headers,
        Optional.empty());
  }
}
