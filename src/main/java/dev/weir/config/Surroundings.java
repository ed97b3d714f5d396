package dev.weir.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * What stands outside of {@code weir.*} and matters to what is in it.
 *
 * @param redis whether {@code quarkus.redis.hosts} is set
 * @param oidc whether {@code quarkus.oidc.auth-server-url} is set
 * @param exposedHost what {@code quarkus.http.host} is, if other machines reach it; else null
 */
public record Surroundings(boolean redis, boolean oidc, @Nullable String exposedHost) {

  /** The same with Redis and a provider, which may well be set elsewhere. */
  public Surroundings withServers() {
    return new Surroundings(true, true, exposedHost);
  }

  /** Whether a port at this address is reached from this machine alone. */
  static boolean isThisMachine(String host) {
    try {
      for (var address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      // It cannot be listened on either, which is said when that is tried.
      return false;
    }
  }
}
