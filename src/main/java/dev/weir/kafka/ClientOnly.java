package dev.weir.kafka;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.network.ChannelMetadataRegistry;
import org.apache.kafka.common.network.SaslChannelBuilder;
import org.apache.kafka.common.network.TransportLayer;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.authenticator.SaslServerAuthenticator;
import org.apache.kafka.common.telemetry.internals.ClientTelemetryReporter;

/**
 * What the native executable leaves out of Kafka's client library, which holds a broker's side as
 * well: with these methods go the classes that nothing else needs, megabytes of them.
 */
final class ClientOnly {
  private ClientOnly() {}

  /** A client never authenticates others; a broker would read every kind of request for it. */
  @TargetClass(SaslChannelBuilder.class)
  static final class WithoutServer {
    private WithoutServer() {}

    // The compiler does not see who calls it.
    @Substitute
    @SuppressWarnings("DoNotCallSuggester")
    SaslServerAuthenticator buildServerAuthenticator(
        Map<String, ?> configs,
        Map<String, AuthenticateCallbackHandler> callbacks,
        String id,
        TransportLayer transport,
        Map<String, Subject> subjects,
        Map<String, Long> reauthentication,
        ChannelMetadataRegistry registry) {
      throw new UnsupportedOperationException("Weir's executable is a client");
    }
  }

  /** {@link KafkaSettings} has it switched off, on the JVM as well. */
  @TargetClass(CommonClientConfigs.class)
  static final class WithoutPush {
    private WithoutPush() {}

    @Substitute
    static Optional<ClientTelemetryReporter> telemetryReporter(
        String clientId, AbstractConfig config) {
      return Optional.empty();
    }
  }
}
