package dev.weir.config;

import dev.weir.monitor.RegistrySettings;
import dev.weir.monitor.RegistrySettings.Access;
import dev.weir.monitor.RegistrySettings.Api;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads which schema registry to ask. */
final class RegistryParser {
  private static final String AN_ADDRESS =
      "an address such as https://registry:8081, without credentials";

  private final Inputs inputs;

  RegistryParser(Inputs inputs) {
    this.inputs = inputs;
  }

  /** Null when there is none, or a mistake. */
  @Nullable RegistrySettings registry(Key key) {
    var urlKey = key.child("url");
    var items = inputs.list(urlKey);
    if (items == null || items.isEmpty()) {
      if (items != null || !inputs.namesBelow(key).isEmpty()) {
        inputs.problem(urlKey, "nothing", AN_ADDRESS);
      }
      return null;
    }
    var urls = new ArrayList<URI>();
    for (var item : items) {
      var url = url(item);
      if (url != null) {
        urls.add(url);
      }
    }
    int idBytes = inputs.number(key.child("id-bytes"), Integer.BYTES, Integer.BYTES, Long.BYTES);
    if (idBytes != Integer.BYTES && idBytes != Long.BYTES) {
      inputs.problem(key.child("id-bytes"), Inputs.quote(String.valueOf(idBytes)), "4 or 8");
    }
    var access = access(key);
    var timeout = inputs.duration(key.child("timeout"), Duration.ofSeconds(2));
    int cache = inputs.number(key.child("cache"), 1_000, 1, 100_000);
    var retry = inputs.duration(key.child("retry"), Duration.ofSeconds(30));
    var api = api(key.child("api"), urls);
    return urls.isEmpty()
        ? null
        : new RegistrySettings(urls, api, idBytes, access, timeout, cache, retry);
  }

  private @Nullable URI url(Entries.Item item) {
    try {
      var url = new URI(item.text());
      boolean web =
          "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
      if (url.getRawUserInfo() != null) {
        // Not quoted: it holds a password.
        inputs.problem(item.key(), "an address with credentials in it", AN_ADDRESS);
        return null;
      }
      if (web
          && url.getHost() != null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException _) {
      // Reported below.
    }
    boolean secret = item.text().indexOf('@') >= 0;
    inputs.problem(
        item.key(),
        secret ? "something that is no address" : Inputs.quote(item.text()),
        AN_ADDRESS);
    return null;
  }

  /** Apicurio's own interface is told by the address's path; all others speak Confluent's. */
  private Api api(Key key, List<URI> urls) {
    var path = urls.isEmpty() ? "" : String.valueOf(urls.getFirst().getPath());
    boolean isV2 = path.contains("/apis/registry/v2");
    boolean isApicurio = isV2 || path.contains("/apis/registry/v3");
    var words = new TreeMap<>(Map.of("confluent", false, "apicurio", true));
    var chosen = inputs.word(key, isApicurio, words);
    boolean apicurio = chosen == null ? isApicurio : chosen;
    if (!apicurio) {
      return Api.CONFLUENT;
    }
    return isV2 ? Api.APICURIO_V2 : Api.APICURIO_V3;
  }

  private Access access(Key key) {
    var usernameKey = key.child("username");
    var passwordKey = key.child("password");
    var username = inputs.text(usernameKey);
    var password = inputs.text(passwordKey);
    var token = inputs.text(key.child("token"));
    if (token != null) {
      if (username != null || password != null) {
        inputs.problem(key.child("token"), "a token beside a username or password", "one of both");
      }
      if (!token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
        // Not quoted: it is a secret.
        inputs.problem(
            key.child("token"),
            "a token with a blank, a line break or a letter that is not ASCII",
            "a bearer token, as it stands in a header");
      }
      return new Access.Bearer(token);
    }
    if (username == null && password == null) {
      return new Access.Open();
    }
    if (username == null || password == null) {
      inputs.problem(
          username == null ? usernameKey : passwordKey, "nothing", "a value, for the other is set");
      return new Access.Open();
    }
    return new Access.Basic(username, password);
  }
}
