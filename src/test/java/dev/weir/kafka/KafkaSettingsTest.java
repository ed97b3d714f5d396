package dev.weir.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
  private static Map<String, Object> consumer(Map<String, Object> configured) {
    return new KafkaSettings(configured, "weir-paper-trading").consumer(1);
  }

  @Test
  void theUsersPropertiesArePassedOnAndWinOverOurDefaults() {
    var properties =
        consumer(
            Map.of(
                "bootstrap.servers", "broker:9092",
                "security.protocol", "SASL_SSL",
                "client.rack", "zone-a",
                "isolation.level", "read_uncommitted",
                "max.poll.records", "17",
                "client.id", "mine"));
    assertThat(properties)
        .containsEntry("bootstrap.servers", "broker:9092")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("client.rack", "zone-a")
        .containsEntry("isolation.level", "read_uncommitted")
        .containsEntry("max.poll.records", "17")
        .containsEntry("client.id", "mine");
  }

  @Test
  void committedRecordsAreReadUnlessTheUserSaysOtherwise() {
    assertThat(consumer(Map.of())).containsEntry("isolation.level", "read_committed");
  }

  @Test
  void noClientPushesItsOwnMetricsToTheBrokers() {
    var settings = new KafkaSettings(Map.of("enable.metrics.push", "true"), "group");
    assertThat(settings.consumer(0)).containsEntry("enable.metrics.push", "false");
    assertThat(settings.search(5_000)).containsEntry("enable.metrics.push", "false");
    assertThat(settings.admin()).containsEntry("enable.metrics.push", "false");
  }

  @Test
  void whatExactCountsDependOnCannotBeChanged() {
    var properties =
        consumer(
            Map.of(
                "enable.auto.commit", "true",
                "auto.offset.reset", "latest",
                "allow.auto.create.topics", "true",
                "key.deserializer", "some.Other",
                "value.deserializer", "some.Other",
                "group.id", "the framework's guess"));
    assertThat(properties)
        .containsEntry("enable.auto.commit", "false")
        .containsEntry("auto.offset.reset", "none")
        .containsEntry("allow.auto.create.topics", "false")
        .containsEntry("key.deserializer", ByteBufferDeserializer.class.getName())
        .containsEntry("value.deserializer", ByteBufferDeserializer.class.getName())
        .containsEntry("group.id", "weir-paper-trading");
  }

  @Test
  void threadsOfAStaticMemberAreMembersOfTheirOwn() {
    var settings = new KafkaSettings(Map.of("group.instance.id", "pod-0"), "group");
    assertThat(settings.consumer(0)).containsEntry("group.instance.id", "pod-0-0");
    assertThat(settings.consumer(1)).containsEntry("group.instance.id", "pod-0-1");
    assertThat(consumer(Map.of())).doesNotContainKey("group.instance.id");
  }

  @Test
  void aSearchIsInNoGroupAndHoldsLittle() {
    var settings =
        new KafkaSettings(
            Map.of(
                "security.protocol", "SSL",
                "client.id", "mine",
                "group.id", "mine",
                "group.instance.id", "pod-0",
                "fetch.max.bytes", "500000000",
                "max.poll.records", "100000"),
            "group");
    assertThat(settings.search(5_000))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", "false")
        .containsEntry("allow.auto.create.topics", "false")
        .containsEntry("client.id", "weir-log-search")
        .containsEntry("fetch.max.bytes", 8 << 20)
        .containsEntry("max.poll.records", "2000")
        .containsEntry("default.api.timeout.ms", 5_000)
        .doesNotContainKeys("group.id", "group.instance.id");
  }

  @Test
  void theAdminClientGetsWhatItKnowsAndNothingOfAConsumer() {
    var settings =
        new KafkaSettings(
            Map.of(
                "bootstrap.servers", "broker:9092",
                "sasl.mechanism", "PLAIN",
                "max.poll.records", "17",
                "client.id", "mine"),
            "group");
    assertThat(settings.admin())
        .containsEntry("bootstrap.servers", "broker:9092")
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("client.id", "weir-admin")
        .doesNotContainKeys("max.poll.records", ConsumerConfig.GROUP_ID_CONFIG);
  }

  @Test
  void theAdminClientGetsWhatIsForExtensionsOfTheClient() {
    var settings =
        new KafkaSettings(
            Map.of(
                "ssl.engine.factory.class", "some.Factory",
                "tls-configuration-name", "brokers",
                "group.id", "mine"),
            "group");
    assertThat(settings.admin())
        .containsEntry("ssl.engine.factory.class", "some.Factory")
        .containsEntry("tls-configuration-name", "brokers")
        .doesNotContainKey("group.id");
  }
}
