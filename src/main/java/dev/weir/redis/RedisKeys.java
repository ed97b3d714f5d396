package dev.weir.redis;

import dev.weir.flow.PartitionId;

/**
 * Names of keys. What Weir keeps for itself starts with {@code weir:{NAMESPACE}:}, the braces
 * included: as Redis Cluster's hash tag they put it all on one node, so that a batch or a script
 * may touch any of it.
 *
 * @param namespace the deployment
 * @param pipeline the pipeline's name
 */
record RedisKeys(String namespace, String pipeline) {
  RedisKeys {
    if (namespace.isEmpty() || namespace.indexOf('{') >= 0 || namespace.indexOf('}') >= 0) {
      throw new IllegalArgumentException("namespace must be a name, but is '" + namespace + "'");
    }
    if (pipeline.isEmpty() || pipeline.indexOf(':') >= 0) {
      throw new IllegalArgumentException("pipeline must be a name, but is '" + pipeline + "'");
    }
  }

  /** A hash: field {@code o} is the offset, {@code s:NAME} is a section. */
  String partition(PartitionId id) {
    return own("p:" + id.topic() + ":" + id.partition());
  }

  /** Whose the lease is, with its end as time to live. */
  String lease() {
    return own("lease");
  }

  /** How many leaders there were. */
  String leaseToken() {
    return own("lease-token");
  }

  /** A sorted set of replicas by their last beat, in milliseconds since the epoch. */
  String replicas() {
    return own("replicas");
  }

  /** The instant from which on records count. */
  String origin() {
    return own("origin");
  }

  /** A hash: field {@code a} holds the accounts of hops, {@code t} the token that kept them. */
  String accounts() {
    return own("accounts");
  }

  /** A stream of what replicas found out about whole traces, for the leader. */
  String deliveries() {
    return own("deliveries");
  }

  /** The largest token that kept a validation. */
  String validationToken() {
    return own("validation-token");
  }

  /** A sorted set of validations by their time, in milliseconds since the epoch. */
  String validations() {
    return own("validations");
  }

  /** The journal; its parts have names that begin with this one. */
  String journal() {
    return own("journal");
  }

  private String own(String name) {
    return "weir:{" + namespace + "}:" + pipeline + ":" + name;
  }

  /** The last validation, for people. */
  static String lastValidation(String namespace) {
    return "pipeline:validation:" + namespace;
  }

  /** A stage's last event, for people. */
  static String lastEvent(String stage, String namespace) {
    return "pipeline:" + stage + ":" + namespace + ":last";
  }

  /** A stage's count, for people. */
  static String count(String stage, String namespace) {
    return "pipeline:" + stage + ":" + namespace + ":count";
  }
}
