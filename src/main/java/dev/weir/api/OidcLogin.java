package dev.weir.api;

import static dev.weir.monitor.Field.field;

import dev.weir.monitor.AccessSettings;
import dev.weir.monitor.AccessSettings.Role;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells who somebody is by an OpenID Connect provider: by the bearer token of a program, or, where
 * {@code quarkus.oidc.application-type} is {@code hybrid}, by the session of somebody who has
 * logged in there. Quarkus does the work; this puts it into our words.
 */
@Singleton
class OidcLogin {
  private static final Logger LOG = Logger.getLogger(OidcLogin.class);

  private final Instance<HttpAuthenticator> authenticator;
  private final AccessSettings settings;

  OidcLogin(Instance<HttpAuthenticator> authenticator, AccessSettings settings) {
    this.authenticator = authenticator;
    this.settings = settings;
  }

  /** What became of a request's credentials. */
  sealed interface Outcome {
    /**
     * The provider knows them.
     *
     * @param role the highest that they have here; empty when they have none
     */
    record Known(Optional<Role> role) implements Outcome {}

    /** There are none. */
    record Absent() implements Outcome {}

    /** They are not, or no longer, valid. */
    record Refused() implements Outcome {}

    /** It is a step of a log-in, which goes on at this address. */
    record Elsewhere(int status, String location) implements Outcome {}

    /** The provider does not answer. */
    record Unavailable() implements Outcome {}
  }

  /** Looks at the credentials; the outcome may have to wait for the provider. */
  void look(RoutingContext request, Handler<Outcome> then) {
    BiConsumer<RoutingContext, Throwable> silent = OidcLogin::sayNothing;
    request.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, silent);
    QuarkusHttpUser.getSecurityIdentity(request, null)
        .subscribe()
        .with(identity -> then.handle(of(identity)), failure -> then.handle(of(failure)));
  }

  /** Instead of Quarkus' own answer to a failure: the gate gives one, with a problem. */
  private static void sayNothing(RoutingContext request, Throwable failure) {
    // All is said by the outcome.
  }

  private Outcome of(@Nullable SecurityIdentity identity) {
    return identity == null || identity.isAnonymous()
        ? new Outcome.Absent()
        : new Outcome.Known(role(identity));
  }

  private Optional<Role> role(SecurityIdentity identity) {
    if (hasAny(identity, settings.providersRoles().operator())) {
      return Optional.of(Role.OPERATOR);
    }
    return hasAny(identity, settings.providersRoles().viewer())
        ? Optional.of(Role.VIEWER)
        : Optional.empty();
  }

  private static boolean hasAny(SecurityIdentity identity, List<String> roles) {
    return !Collections.disjoint(identity.getRoles(), roles);
  }

  private static Outcome of(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case AuthenticationRedirectException redirect -> {
          return new Outcome.Elsewhere(redirect.getCode(), redirect.getRedirectUri());
        }
        case AuthenticationFailedException _, AuthenticationCompletionException _ -> {
          return new Outcome.Refused();
        }
        default -> {
          // Its cause may be one of these.
        }
      }
    }
    LOG.warnv(
        "OpenID Connect provider cannot be asked",
        field("detail", String.valueOf(failure.getMessage())));
    return new Outcome.Unavailable();
  }

  /** Where somebody at a browser has to log in; empty when this is none, or nobody can. */
  void whereToLogIn(RoutingContext request, Handler<Optional<Outcome.Elsewhere>> then) {
    if (!isForPeople(request)) {
      then.handle(Optional.empty());
      return;
    }
    authenticator
        .get()
        .getChallenge(request)
        .subscribe()
        .with(
            challenge -> then.handle(challenge == null ? Optional.empty() : elsewhere(challenge)),
            _ -> then.handle(Optional.empty()));
  }

  private static Optional<Outcome.Elsewhere> elsewhere(ChallengeData challenge) {
    return challenge.getHeaders().entrySet().stream()
        .filter(header -> "Location".equalsIgnoreCase(header.getKey().toString()))
        .map(header -> new Outcome.Elsewhere(challenge.status, header.getValue()))
        .findFirst();
  }

  /** What was typed into an address bar or clicked, not what a page's script asks for. */
  private static boolean isForPeople(RoutingContext request) {
    var accept = request.request().getHeader("Accept");
    return request.request().method().equals(HttpMethod.GET)
        && accept != null
        && accept.contains("text/html");
  }
}
