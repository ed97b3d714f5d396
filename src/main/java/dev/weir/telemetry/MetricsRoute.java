package dev.weir.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Collections;

/**
 * Stands before Quarkus' own {@code /metrics}, which knows texts only: answers whoever asks for
 * protobuf, and tells the others' request on with the one format that it likes best. Quarkus does
 * not weigh what is accepted, and would give Prometheus the text without exemplars.
 */
@Singleton
class MetricsRoute {
  // Behind the gate that turns those away who are too many, before Quarkus' handler.
  private static final int ORDER = 0;

  private final CollectorRegistry registry;

  MetricsRoute(CollectorRegistry registry) {
    this.registry = registry;
  }

  void install(@Observes ManagementInterface management) {
    management.router().get("/metrics").order(ORDER).handler(this::choose);
  }

  private void choose(RoutingContext request) {
    var headers = request.request().headers();
    var chosen = Exposition.accepted(headers.get(HttpHeaders.ACCEPT));
    if (chosen == Exposition.PROTOBUF) {
      // As Quarkus has it with the texts: some meters may take their time.
      request
          .vertx()
          .executeBlocking(this::scrape, false)
          .onSuccess(body -> answer(request, body))
          .onFailure(request::fail);
    } else {
      headers.set(HttpHeaders.ACCEPT, chosen.contentType());
      request.next();
    }
  }

  private Buffer scrape() {
    return Buffer.buffer(
        ProtobufExposition.write(Collections.list(registry.metricFamilySamples())));
  }

  private static void answer(RoutingContext request, Buffer body) {
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, Exposition.PROTOBUF.contentType())
        .end(body);
  }
}
