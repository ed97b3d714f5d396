package dev.weir.kafka;

import java.util.Map;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * Kafka's client asks only those token endpoints that a system property names, for programs that
 * let strangers write its configuration. Ours is written by whoever starts Weir, so the endpoint in
 * it is allowed, unless the property is set.
 */
final class TokenEndpoint {
  private static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

  private TokenEndpoint() {}

  /** Allows the endpoint of these client properties, if they have one. */
  static void allow(Map<String, Object> configured) {
    var url = configured.get(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL);
    if (url != null && System.getProperty(ALLOWED) == null) {
      System.setProperty(ALLOWED, url.toString());
    }
  }
}
