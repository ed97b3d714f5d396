package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlFileTest {
  @TempDir private Path folder;

  private Map<String, String> read(String yaml) throws IOException {
    var file = Files.writeString(folder.resolve("weir.yaml"), yaml);
    return ((YamlFile.Result.Loaded) YamlFile.read(file, 275)).source().getProperties();
  }

  @Test
  void namesWithDotsAreTheNamesThatPeopleSpeakOf() throws IOException {
    assertThat(
            read(
                """
                quarkus.redis.hosts: redis://redis:6379
                quarkus.log: { level: DEBUG }
                kafka.client.id: weir
                kafka:
                  bootstrap.servers: kafka:9092
                  sasl: { jaas.config: secret }
                weir.namespace: paper
                """))
        .containsOnly(
            Map.entry("quarkus.redis.hosts", "redis://redis:6379"),
            Map.entry("quarkus.log.level", "DEBUG"),
            Map.entry("kafka.client.id", "weir"),
            Map.entry("kafka.bootstrap.servers", "kafka:9092"),
            Map.entry("kafka.sasl.jaas.config", "secret"),
            Map.entry("weir.namespace", "paper"));
  }

  @Test
  void namesThatAreKeysOfTheirOwnKeepTheirQuotes() throws IOException {
    assertThat(
            read(
                """
                quarkus:
                  log:
                    category:
                      "org.apache.kafka": { level: INFO }
                weir:
                  pipeline:
                    groups:
                      "runner.one": { stage: feed }
                """))
        .containsOnly(
            Map.entry("quarkus.log.category.\"org.apache.kafka\".level", "INFO"),
            Map.entry("weir.pipeline.groups.\"runner.one\".stage", "feed"));
  }
}
