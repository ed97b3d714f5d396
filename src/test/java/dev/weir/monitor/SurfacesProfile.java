package dev.weir.monitor;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The surfaces alone, over {@link FakeMonitoring}: nothing reads Kafka or Redis. */
@NullMarked
public class SurfacesProfile implements QuarkusTestProfile {
  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(FakeMonitoring.class);
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "quarkus.arc.exclude-types", "dev.weir.app.*,dev.weir.kafka.*,dev.weir.redis.*",
        "quarkus.otel.sdk.disabled", "true",
        "quarkus.http.test-port", "0",
        "quarkus.management.test-port", "0");
  }
}
