package dev.weir.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.monitor.SchemaSource.Format;
import dev.weir.registry.RegistryException.Outcome;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.concurrent.CompletionStage;

/**
 * Confluent's interface, which most registries speak.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">Reference</a>
 */
final class ConfluentApi implements RegistryApi {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RegistryHttp http;

  ConfluentApi(RegistryHttp http) {
    this.http = http;
  }

  @Override
  public CompletionStage<Registered> byId(long id) {
    return http.get("/schemas/ids/" + id).thenApply(ConfluentApi::read);
  }

  @Override
  public CompletionStage<Registered> byLink(Link link) {
    return http.get(link.path()).thenApply(ConfluentApi::read);
  }

  private static Registered read(byte[] answer) {
    var node = parse(answer);
    if (!node.path("schema").isTextual()) {
      throw new RegistryException(Outcome.FAILED, "the registry's answer has no schema in it");
    }
    var links = new ArrayList<Link>();
    for (var reference : node.path("references")) {
      links.add(
          new Link(
              reference.path("name").asText(),
              "/subjects/"
                  + segment(reference.path("subject").asText())
                  + "/versions/"
                  + segment(reference.path("version").asText())
                  // A schema may well refer to one that has been deleted since.
                  + "?deleted=true"));
    }
    return new Registered(
        format(node.path("schemaType").asText("AVRO")), node.path("schema").textValue(), links);
  }

  private static Format format(String schemaType) {
    return switch (schemaType) {
      case "AVRO" -> Format.AVRO;
      case "JSON" -> Format.JSON;
      case "PROTOBUF" -> Format.PROTOBUF;
      default ->
          throw new RegistryException(Outcome.FAILED, "it is neither Avro, JSON nor Protobuf");
    };
  }

  /** An answer's JSON. */
  static JsonNode parse(byte[] answer) {
    try {
      return JSON.readTree(answer);
    } catch (IOException _) {
      throw new RegistryException(Outcome.FAILED, "the registry's answer is no JSON");
    }
  }

  /** A name as a part of a path. */
  static String segment(String name) {
    return URLEncoder.encode(name, UTF_8).replace("+", "%20");
  }
}
