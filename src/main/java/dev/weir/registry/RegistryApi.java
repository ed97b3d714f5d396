package dev.weir.registry;

import dev.weir.monitor.SchemaSource.Format;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** How one kind of registry is asked. Answers fail with a {@link RegistryException}. */
interface RegistryApi {
  /** The schema of an id. */
  CompletionStage<Registered> byId(long id);

  /** A schema that another one refers to. */
  CompletionStage<Registered> byLink(Link link);

  /**
   * A schema as a registry holds it.
   *
   * @param format its language
   * @param text its text
   * @param links what it refers to
   */
  record Registered(Format format, String text, List<Link> links) {}

  /**
   * A reference to another schema.
   *
   * @param name the name by which it is referred to
   * @param path where it is, below the registry's address
   */
  record Link(String name, String path) {}
}
