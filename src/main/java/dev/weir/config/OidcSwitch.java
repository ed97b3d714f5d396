package dev.weir.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * Turns Quarkus' OpenID Connect on where {@code weir.auth} is {@code oidc}, and off elsewhere: it
 * would not start without a provider.
 */
public final class OidcSwitch implements ConfigSourceInterceptor {
  private static final long serialVersionUID = 1L;
  private static final String SWITCH = "quarkus.oidc.tenant-enabled";

  /** Called by SmallRye Config. */
  public OidcSwitch() {}

  @Override
  public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    if (!name.equals(SWITCH)) {
      return context.proceed(name);
    }
    var auth = context.proceed("weir.auth");
    boolean on = auth != null && auth.getValue() != null && auth.getValue().strip().equals("oidc");
    return ConfigValue.builder().withName(name).withValue(String.valueOf(on)).build();
  }
}
