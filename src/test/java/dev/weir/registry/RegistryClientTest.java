package dev.weir.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.monitor.RegistrySettings;
import dev.weir.monitor.RegistrySettings.Access;
import dev.weir.monitor.RegistrySettings.Api;
import dev.weir.monitor.SchemaSource.Answer;
import dev.weir.monitor.SchemaSource.Format;
import dev.weir.monitor.SchemaSource.Reference;
import dev.weir.monitor.SchemaSource.SchemaText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both interfaces, over HTTP, against a registry that does what the test says. */
class RegistryClientTest {
  private final RegistryServer server = new RegistryServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static RegistrySettings settings(Api api, Access access, URI... urls) {
    return new RegistrySettings(
        List.of(urls), api, 4, access, Duration.ofSeconds(2), 1_000, Duration.ofSeconds(30));
  }

  private SchemaRegistry confluent() {
    return SchemaRegistry.of(settings(Api.CONFLUENT, new Access.Open(), server.url("/")));
  }

  private static Answer answer(SchemaRegistry registry, long id) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> registry.find(id), answer -> !(answer instanceof Answer.Pending));
  }

  private static String missing(SchemaRegistry registry, long id) {
    return answer(registry, id) instanceof Answer.Missing(var detail) ? detail : "";
  }

  @Test
  void readsConfluentsAnswersWithTheirReferences() {
    server.answers.put(
        "/schemas/ids/1",
        """
        {"schema":"message A {}","schemaType":"PROTOBUF","references":[
          {"name":"b/c.proto","subject":"b c","version":2},
          {"name":"d.proto","subject":"d","version":1}]}""");
    server.answers.put(
        "/subjects/b%20c/versions/2?deleted=true",
        """
        {"subject":"b c","version":2,"id":9,"schemaType":"PROTOBUF","schema":"message B {}",
         "references":[{"name":"d.proto","subject":"d","version":1}]}""");
    server.answers.put("/subjects/d/versions/1?deleted=true", "{\"schema\":\"message D {}\"}");
    var registry = confluent();

    assertThat(registry.find(1)).as("nobody waits").isInstanceOf(Answer.Pending.class);
    assertThat(answer(registry, 1))
        .isEqualTo(
            new Answer.Known(
                new SchemaText(
                    Format.PROTOBUF,
                    "message A {}",
                    List.of(
                        new Reference("d.proto", "message D {}"),
                        new Reference("b/c.proto", "message B {}")))));
    assertThat(server.requests).hasSize(3);
    registry.find(1);
    assertThat(server.requests).as("kept").hasSize(3);
  }

  @Test
  void anAnswerWithoutALanguageIsAvro() {
    server.answers.put("/schemas/ids/1", "{\"schema\":\"\\\"string\\\"\"}");
    assertThat(answer(confluent(), 1))
        .isEqualTo(new Answer.Known(new SchemaText(Format.AVRO, "\"string\"", List.of())));
  }

  @Test
  void readsApicuriosOwnAnswers() {
    server.answers.put(
        "/apis/registry/v3/ids/contentIds/5", "{\"type\":\"record\",\"name\":\"R\"}");
    server.answers.put(
        "/apis/registry/v3/ids/contentIds/5/references",
        """
        [{"groupId":null,"artifactId":"x/y","version":"1","name":"X"}]""");
    server.answers.put(
        "/apis/registry/v3/groups/default/artifacts/x%2Fy/versions/1/content", "\"string\"");
    server.answers.put(
        "/apis/registry/v3/groups/default/artifacts/x%2Fy/versions/1/references", "[]");
    server.answers.put("/apis/registry/v2/ids/globalIds/6", "syntax = \"proto3\";");
    server.answers.put("/apis/registry/v2/ids/globalIds/6/references", "[]");
    server.answers.put("/apis/registry/v2/ids/globalIds/7", "{\"type\":\"object\"}");
    server.answers.put("/apis/registry/v2/ids/globalIds/7/references", "[]");
    var open = new Access.Open();
    var v3 = SchemaRegistry.of(settings(Api.APICURIO_V3, open, server.url("/apis/registry/v3")));
    var v2 = SchemaRegistry.of(settings(Api.APICURIO_V2, open, server.url("/apis/registry/v2/")));

    assertThat(answer(v3, 5))
        .isEqualTo(
            new Answer.Known(
                new SchemaText(
                    Format.AVRO,
                    "{\"type\":\"record\",\"name\":\"R\"}",
                    List.of(new Reference("X", "\"string\"")))));
    assertThat(answer(v2, 6))
        .isEqualTo(
            new Answer.Known(new SchemaText(Format.PROTOBUF, "syntax = \"proto3\";", List.of())));
    assertThat(answer(v2, 7))
        .isEqualTo(
            new Answer.Known(new SchemaText(Format.JSON, "{\"type\":\"object\"}", List.of())));
  }

  @Test
  void saysWhyASchemaCannotBeHad() {
    var registry = confluent();
    assertThat(missing(registry, 1)).isEqualTo("schema 1 is not known to the registry (404)");
    server.answers.put("/schemas/ids/2", "<html>");
    assertThat(missing(registry, 2)).contains("schema 2").contains("no JSON");
    server.answers.put("/schemas/ids/3", "{\"schema\":\"" + "x".repeat(2 << 20) + "\"}");
    assertThat(missing(registry, 3)).contains("does not answer");
    server.status = 500;
    assertThat(missing(registry, 4)).contains("answers 500");
    server.status = 302;
    assertThat(missing(registry, 5)).as("redirects are not followed").contains("answers 302");
  }

  @Test
  void showsItsCredentialsAndNobodyElseSeesThem() {
    server.authorization = "Basic dXNlcjpwYXNz";
    server.answers.put("/schemas/ids/1", "{\"schema\":\"\\\"string\\\"\"}");
    var basic = settings(Api.CONFLUENT, new Access.Basic("user", "pass"), server.url(""));
    assertThat(answer(SchemaRegistry.of(basic), 1)).isInstanceOf(Answer.Known.class);
    assertThat(basic.toString()).doesNotContain("pass");
    assertThat(missing(confluent(), 1)).contains("wants other credentials (401)");
    var bearer = settings(Api.CONFLUENT, new Access.Bearer("s3cret"), server.url(""));
    assertThat(missing(SchemaRegistry.of(bearer), 1)).doesNotContain("s3cret");
    server.authorization = "Bearer s3cret";
    assertThat(answer(SchemaRegistry.of(bearer), 1)).isInstanceOf(Answer.Known.class);
    assertThat(bearer.toString()).doesNotContain("s3cret");
  }

  @Test
  void aTokenThatFitsNoHeaderIsNotQuoted() {
    var bearer = settings(Api.CONFLUENT, new Access.Bearer("s3cret\nline"), server.url(""));
    var registry = SchemaRegistry.of(bearer);
    for (long id = 1; id <= 6; id++) {
      assertThat(missing(registry, id)).contains("no request can be made").doesNotContain("s3cret");
    }
  }

  @Test
  void goesOnToTheNextAddress() {
    server.answers.put("/schemas/ids/1", "{\"schema\":\"\\\"string\\\"\"}");
    var nobody = URI.create("http://127.0.0.1:1");
    var registry =
        SchemaRegistry.of(settings(Api.CONFLUENT, new Access.Open(), nobody, server.url("")));
    assertThat(answer(registry, 1)).isInstanceOf(Answer.Known.class);
    server.close();
    assertThat(missing(registry, 2)).contains("the registry at 127.0.0.1:1 does not answer");
  }

  @Test
  void fewRequestsRunAtATime() {
    server.gate = new CountDownLatch(1);
    var registry = confluent();
    for (int id = 1; id <= 12; id++) {
      registry.find(id);
    }
    await().until(() -> server.requests.size() == 4);
    server.gate.countDown();
    assertThat(missing(registry, 12)).contains("404");
    assertThat(server.requests).hasSize(12);
    assertThat(server.most.get()).isEqualTo(4);
  }

  @Test
  void aRegistryThatHangsIsGivenUp() {
    server.gate = new CountDownLatch(1);
    var open = settings(Api.CONFLUENT, new Access.Open(), server.url(""));
    var hasty =
        new RegistrySettings(
            open.urls(),
            open.api(),
            open.idBytes(),
            open.access(),
            Duration.ofMillis(300),
            open.cacheSize(),
            open.retry());
    assertThat(missing(SchemaRegistry.of(hasty), 1)).contains("does not answer within 300 ms");
  }
}
