package dev.weir.monitor;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Which schema registry to ask, and how.
 *
 * @param urls tried in turn, at least one; http or https, without credentials
 * @param api what they speak
 * @param idBytes bytes of the id before a body: 4 or 8
 * @param access what to show them
 * @param timeout how long one request may take
 * @param cacheSize schemas kept at a time
 * @param retry after what time a schema that could not be had is asked for again
 */
public record RegistrySettings(
    List<URI> urls,
    Api api,
    int idBytes,
    Access access,
    Duration timeout,
    int cacheSize,
    Duration retry) {

  /** Copies the list. */
  public RegistrySettings {
    urls = List.copyOf(urls);
  }

  /** The interfaces that registries have. */
  public enum Api {
    /** Confluent's, also spoken by Redpanda, Karapace and Apicurio under {@code /apis/ccompat}. */
    CONFLUENT,
    /** Apicurio's own, version 2: ids are global ids. */
    APICURIO_V2,
    /** Apicurio's own, version 3: ids are content ids. */
    APICURIO_V3
  }

  /** Credentials. */
  public sealed interface Access {
    /** None are asked for. */
    record Open() implements Access {}

    /** A user's name and password. */
    record Basic(String username, String password) implements Access {
      @Override
      public String toString() {
        return "Basic[username=" + username + "]";
      }
    }

    /** A bearer token. */
    record Bearer(String token) implements Access {
      @Override
      public String toString() {
        return "Bearer[]";
      }
    }
  }
}
