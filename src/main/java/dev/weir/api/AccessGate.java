package dev.weir.api;

import static dev.weir.monitor.Field.field;

import dev.weir.monitor.AccessSettings;
import dev.weir.monitor.AccessSettings.Mode;
import dev.weir.monitor.AccessSettings.Role;
import dev.weir.monitor.TokenHash;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Lets those in who may see the page and use the API: everything on the port of them, the page's
 * own files too, since a browser asks for a name and a password only when it is refused what was
 * typed into its address bar.
 */
@Singleton
class AccessGate {
  private static final Logger LOG = Logger.getLogger(AccessGate.class);

  /** Behind the bounds of connections, before all that costs. */
  private static final int ORDER = 50;

  private static final String BASIC = "Basic realm=\"weir\", charset=\"UTF-8\"";
  private static final String BEARER = "Bearer realm=\"weir\"";

  /** Passwords that were not right before: one address may try so many at once, and a second. */
  private static final int TRIES_AT_ONCE = 10;

  private static final int TRIES_A_SECOND = 1;

  /** Passwords that are computed at a time; each takes one processor. */
  private static final int MOST_COMPUTED = 2;

  private static final long LOG_PAUSE_NANOS = 10_000_000_000L;

  private final AccessSettings settings;
  private final Passwords passwords;
  private final OidcLogin oidc;
  private final AddressBudget tries =
      new AddressBudget(TRIES_A_SECOND, TRIES_AT_ONCE, System::nanoTime);
  private final Semaphore computed = new Semaphore(MOST_COMPUTED);
  private final AtomicLong mayLogNanos = new AtomicLong(System.nanoTime());

  AccessGate(AccessSettings settings, OidcLogin oidc) {
    this.settings = settings;
    this.oidc = oidc;
    passwords = new Passwords(settings.users(), new SecureRandom());
  }

  void install(@Observes Filters filters) {
    filters.register(this::pass, ORDER);
  }

  private void pass(RoutingContext request) {
    if (settings.mode() == Mode.THIS_MACHINE && !Stranger.isForThisMachine(request.request())) {
      forbid(
          request,
          "host-unknown",
          "Only this machine may ask",
          "without weir.auth, Weir answers to localhost and 127.0.0.1 only");
    } else if (Stranger.isCrossSite(request.request())) {
      forbid(request, "cross-site", "Another site has sent this", "this comes from another site");
    } else {
      switch (settings.mode()) {
        case THIS_MACHINE, NONE -> request.next();
        case TOKEN -> token(request, credentials(request));
        case BASIC -> basic(request, credentials(request));
        case OIDC -> oidc.look(request, outcome -> oidc(request, outcome));
      }
    }
  }

  private static Credentials credentials(RoutingContext request) {
    return Credentials.parse(request.request().getHeader("Authorization"));
  }

  /** A browser can send it too, as the password of any name. */
  private void token(RoutingContext request, Credentials credentials) {
    switch (credentials) {
      case Credentials.Bearer(var token) -> admit(request, owner(token));
      case Credentials.Basic(_, var token) -> admit(request, owner(token));
      case Credentials.Absent _ -> challenge(request, "this needs a token");
      case Credentials.Unreadable _ -> admit(request, Optional.empty());
    }
  }

  /** Looks at all of them, so that the time tells nothing. */
  private Optional<Role> owner(String given) {
    var hash = TokenHash.of(given);
    var found = Optional.<Role>empty();
    for (var token : settings.tokens()) {
      if (token.hash().matches(hash)) {
        found = Optional.of(token.role());
      }
    }
    return found;
  }

  private void basic(RoutingContext request, Credentials credentials) {
    switch (credentials) {
      case Credentials.Basic given -> {
        var known = passwords.known(given);
        if (known.isPresent()) {
          admit(request, known);
        } else {
          compute(request, given);
        }
      }
      case Credentials.Absent _ -> challenge(request, "this needs a name and a password");
      case Credentials.Bearer _, Credentials.Unreadable _ -> admit(request, Optional.empty());
    }
  }

  private void compute(RoutingContext request, Credentials.Basic given) {
    long wait = tries.take(LookUpGate.address(request));
    if (wait == 0 && !computed.tryAcquire()) {
      wait = 1;
    }
    if (wait > 0) {
      LookUpGate.refuse(request, wait, "Too many passwords", "ask again later");
      return;
    }
    request
        .vertx()
        .executeBlocking(() -> passwords.check(given), false)
        .onComplete(
            outcome -> {
              computed.release();
              if (outcome.succeeded()) {
                admit(request, outcome.result());
              } else {
                request.fail(outcome.cause());
              }
            });
  }

  private void oidc(RoutingContext request, OidcLogin.Outcome outcome) {
    switch (outcome) {
      case OidcLogin.Outcome.Known(var role) -> checkRole(request, role);
      case OidcLogin.Outcome.Refused _ -> admit(request, Optional.empty());
      case OidcLogin.Outcome.Elsewhere elsewhere -> send(request, elsewhere);
      case OidcLogin.Outcome.Absent _ ->
          oidc.whereToLogIn(
              request,
              found ->
                  found.ifPresentOrElse(
                      elsewhere -> send(request, elsewhere),
                      () -> challenge(request, "this needs a token")));
      case OidcLogin.Outcome.Unavailable _ ->
          ProblemAnswer.send(
              request,
              new Problem(
                  "urn:weir:provider-unavailable",
                  "The OpenID Connect provider cannot be reached",
                  503,
                  "who you are cannot be found out now; try again later",
                  request.request().path()));
    }
  }

  private static void send(RoutingContext request, OidcLogin.Outcome.Elsewhere elsewhere) {
    request
        .response()
        .setStatusCode(elsewhere.status())
        .putHeader("Location", elsewhere.location())
        .end();
  }

  private void admit(RoutingContext request, Optional<Role> role) {
    if (role.isEmpty()) {
      tell(request);
      challenge(request, "these credentials are not known here");
    } else {
      checkRole(request, role);
    }
  }

  private static void checkRole(RoutingContext request, Optional<Role> role) {
    var needed = needed(request);
    if (role.filter(found -> found.allows(needed)).isPresent()) {
      request.next();
    } else {
      var name = needed.name().toLowerCase(Locale.ROOT);
      forbid(request, "role-missing", "This needs another role", "this needs the role " + name);
    }
  }

  /** Whoever has something done needs more than whoever looks. */
  private static Role needed(RoutingContext request) {
    var method = request.request().method();
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)
        ? Role.VIEWER
        : Role.OPERATOR;
  }

  private void challenge(RoutingContext request, String detail) {
    var headers = request.response().headers();
    if (settings.mode() != Mode.BASIC) {
      headers.add("WWW-Authenticate", BEARER);
    }
    if (settings.mode() != Mode.OIDC) {
      headers.add("WWW-Authenticate", BASIC);
    }
    ProblemAnswer.send(request, Problem.plain(401, detail).at(request.request().path()));
  }

  private static void forbid(RoutingContext request, String name, String title, String detail) {
    var path = request.request().path();
    ProblemAnswer.send(request, new Problem("urn:weir:" + name, title, 403, detail, path));
  }

  /** Somebody who tries a thousand passwords shall not fill the log. */
  private void tell(RoutingContext request) {
    long now = System.nanoTime();
    long since = mayLogNanos.get();
    if (now - since >= 0 && mayLogNanos.compareAndSet(since, now + LOG_PAUSE_NANOS)) {
      LOG.warnv("credentials refused", field("remote_address", LookUpGate.address(request)));
    }
  }
}
