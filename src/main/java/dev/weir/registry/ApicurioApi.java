package dev.weir.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.monitor.SchemaSource.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Apicurio's own interface: contents and references have addresses of their own, and the language
 * must be told from the text, for the answers do not always say it.
 *
 * @see <a href="https://www.apicur.io/registry/docs/">Apicurio Registry</a>
 */
final class ApicurioApi implements RegistryApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> AVRO_TYPES =
      Set.of(
          "record", "error", "enum", "array", "map", "fixed", "null", "boolean", "int", "long",
          "float", "double", "bytes", "string");

  private final RegistryHttp http;
  private final String ids;
  private final String content;

  /**
   * The interface of this version.
   *
   * @param isV3 whether it is version 3, whose ids are content ids; version 2 has global ids
   */
  ApicurioApi(RegistryHttp http, boolean isV3) {
    this.http = http;
    ids = isV3 ? "/ids/contentIds/" : "/ids/globalIds/";
    content = isV3 ? "/content" : "";
  }

  @Override
  public CompletionStage<Registered> byId(long id) {
    return get(ids + id, "");
  }

  @Override
  public CompletionStage<Registered> byLink(Link link) {
    return get(link.path(), content);
  }

  private CompletionStage<Registered> get(String path, String suffix) {
    return http.get(path + suffix)
        .thenCombine(
            http.get(path + "/references"),
            (body, references) -> {
              var text = new String(body, UTF_8);
              return new Registered(format(text), text, links(references));
            });
  }

  private static List<Link> links(byte[] answer) {
    var links = new ArrayList<Link>();
    for (var reference : ConfluentApi.parse(answer)) {
      links.add(
          new Link(
              reference.path("name").asText(),
              "/groups/"
                  + ConfluentApi.segment(group(reference))
                  + "/artifacts/"
                  + ConfluentApi.segment(reference.path("artifactId").asText())
                  + "/versions/"
                  + ConfluentApi.segment(reference.path("version").asText())));
    }
    return links;
  }

  private static String group(JsonNode reference) {
    var group = reference.path("groupId").asText("");
    return group.isEmpty() || group.equals("null") ? "default" : group;
  }

  /** JSON that is no type of Avro's is JSON Schema, and what is no JSON is Protobuf. */
  private static Format format(String text) {
    try {
      var node = JSON.readTree(text);
      if (node == null || node.isMissingNode()) {
        return Format.PROTOBUF;
      }
      boolean isAvro =
          node.isArray()
              || node.isTextual()
              || (!node.has("$schema") && AVRO_TYPES.contains(node.path("type").asText("")));
      boolean isJsonArray = node.isObject() && node.path("type").asText("").equals("array");
      return isAvro && !(isJsonArray && node.path("items").path("type").asText("").equals("object"))
          ? Format.AVRO
          : Format.JSON;
    } catch (IOException _) {
      return Format.PROTOBUF;
    }
  }
}
