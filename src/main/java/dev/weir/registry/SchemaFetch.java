package dev.weir.registry;

import dev.weir.monitor.SchemaSource.Reference;
import dev.weir.monitor.SchemaSource.SchemaText;
import dev.weir.registry.RegistryApi.Link;
import dev.weir.registry.RegistryApi.Registered;
import dev.weir.registry.RegistryException.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Fetches one schema with everything that it refers to, each after what that refers to. */
final class SchemaFetch {
  private static final int MAX_REFERENCES = 100;

  private final RegistryApi api;
  private final Set<String> seen = new HashSet<>();
  private final List<Reference> references = new ArrayList<>();

  private SchemaFetch(RegistryApi api) {
    this.api = api;
  }

  /** The schema of an id; fails with a {@link RegistryException}. */
  static CompletionStage<SchemaText> byId(RegistryApi api, long id) {
    var fetch = new SchemaFetch(api);
    return api.byId(id)
        .thenCompose(
            schema ->
                fetch
                    .all(schema.links())
                    .thenApply(
                        _ -> new SchemaText(schema.format(), schema.text(), fetch.references)));
  }

  /** One after the other, so that the lists need no lock. */
  private CompletionStage<Void> all(List<Link> links) {
    var done = CompletableFuture.<Void>completedStage(null);
    for (var link : links) {
      done = done.thenCompose(_ -> one(link));
    }
    return done;
  }

  private CompletionStage<Void> one(Link link) {
    if (!seen.add(link.path())) {
      return CompletableFuture.completedStage(null);
    }
    if (seen.size() > MAX_REFERENCES) {
      return CompletableFuture.failedStage(
          new RegistryException(
              Outcome.FAILED, "it refers to more than " + MAX_REFERENCES + " others"));
    }
    return api.byLink(link)
        .thenCompose(schema -> all(schema.links()).thenAccept(_ -> add(link, schema)));
  }

  private void add(Link link, Registered schema) {
    references.add(new Reference(link.name(), schema.text()));
  }
}
