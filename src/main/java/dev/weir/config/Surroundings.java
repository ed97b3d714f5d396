package dev.weir.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * What stands outside of {@code weir.*} and matters to what is in it.
 *
 * @param redis whether {@code quarkus.redis.hosts} is set
 * @param exposedHost what {@code quarkus.http.host} is, if other machines reach it; else null
 */
public record Surroundings(boolean redis, @Nullable String exposedHost) {

  /** The same with Redis, as wherever that is said elsewhere. */
  public Surroundings withRedis() {
    return new Surroundings(true, exposedHost);
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
