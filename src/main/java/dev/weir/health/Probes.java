package dev.weir.health;

import dev.weir.monitor.Monitoring;
import dev.weir.monitor.Vitals;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * The three probes. They read memory only and run on the event loop, so that they answer while
 * Kafka, Redis or every worker thread hangs.
 */
@Singleton
class Probes {
  private final Monitoring monitoring;

  Probes(Monitoring monitoring) {
    this.monitoring = monitoring;
  }

  @Produces
  @Singleton
  @Liveness
  AsyncHealthCheck live() {
    return check(vitals -> response("own loops make progress", vitals.live(), vitals.liveDetail()));
  }

  @Produces
  @Singleton
  @Readiness
  AsyncHealthCheck ready() {
    return check(
        vitals -> response("a recent view can be served", vitals.ready(), vitals.readyDetail()));
  }

  @Produces
  @Singleton
  @Startup
  AsyncHealthCheck started() {
    return check(
        vitals ->
            response(
                "definition, assignment and first view", vitals.started(), vitals.startedDetail()));
  }

  private AsyncHealthCheck check(Function<Vitals, HealthCheckResponse> say) {
    return () -> Uni.createFrom().item(() -> say.apply(monitoring.vitals()));
  }

  private static HealthCheckResponse response(String name, boolean up, String detail) {
    var builder = HealthCheckResponse.named(name).status(up);
    return detail.isEmpty() ? builder.build() : builder.withData("detail", detail).build();
  }
}
