package dev.weir.bounds;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The ways to abuse Weir, of any size; each throws when an answer is not as it has to be. */
public final class Cases {
  private static final Duration STEP = Duration.ofMillis(500);
  private static final String ALL_KEYS = "/monitoring/stages/keys/keys?limit=10000&sort=events";

  private static final String LARGEST = "/monitoring/stages/normal/keys?limit=10000";

  private static final int LARGEST_PAGE = 10_000;

  private final Subject subject;
  private final Writer writer;

  /** Abuse of this, by records of this writer. */
  public Cases(Subject subject, Writer writer) {
    this.subject = subject;
    this.writer = writer;
  }

  /** So many distinct keys, more than the limit; then the overflow entry has all that is beyond. */
  public void keys(int count) {
    Abuse.keys(writer, "keys", count);
    exact("keys", "keys");
    var keys = reply(ALL_KEYS);
    expect(keys.path("total").asInt() == Subject.KEY_LIMIT + 1, "total is " + keys.path("total"));
    var first = keys.path("keys").path(0);
    expect(first.path("key").asText().equals("__other__"), "most events has " + first);
    expect(
        first.path("events").asLong() == writer.written("keys") - Subject.KEY_LIMIT,
        "the overflow entry is " + first);
  }

  /** So many records with garbage in their headers. */
  public void headers(int count, long seed) {
    Abuse.headers(writer, "headers", count, seed);
    exact("headers", "headers");
    var stage = subject.stage("headers");
    expect(stage.at("/rejected/trace-malformed").asLong() > 0, "rejected none: " + stage);
    // The keys were good, and garbage beside them changes nothing about that.
    var keys = reply("/monitoring/stages/headers/keys");
    expect(keys.path("total").asInt() == 50, "keys beside garbage: " + keys.path("total"));
  }

  /** Names of a megabyte, of every kind; none may turn up in an answer, a metric or the store. */
  public void names(int count) throws IOException {
    Abuse.longNames(writer, "names", count);
    exact("names", "names");
    var keys = reply("/monitoring/stages/names/keys?sort=key");
    expect(keys.path("total").asInt() == 2, "keys of a megabyte are one entry: " + keys);
    for (var path :
        List.of("/monitoring/pipeline", "/monitoring/stages/names/rejected?limit=10000")) {
      int length = subject.get(path).body().length();
      expect(length < 200_000, path + " has " + length + " characters");
    }
    int scrape = subject.ask(() -> subject.weir().management("/metrics")).body().length();
    expect(scrape < 500_000, "/metrics has " + scrape + " characters");
  }

  /** So many topics that a pattern takes in, and then all of them gone. */
  public void topics(int count) throws Exception {
    var names = new ArrayList<String>();
    for (int at = 0; at < count; at++) {
      names.add(Subject.PATTERN_PREFIX + writer.written(Subject.PATTERN_PREFIX) + "." + at);
    }
    subject.kafka().createTopics(names, 1, Map.of());
    for (var name : names) {
      writer.send(new ProducerRecord<>(name, new byte[] {'k'}, new byte[10]));
    }
    writer.flush();
    exact("many", Subject.PATTERN_PREFIX);
    try (var admin = Admin.create(Map.of("bootstrap.servers", subject.kafka().bootstrap()))) {
      admin.deleteTopics(names).all().get(30, TimeUnit.SECONDS);
    }
    subject.await(
        () -> subject.stage("many").path("topics").size() == 1, "deleted topics are forgotten");
  }

  /**
   * The store is gone for so long, at this rate; then it is back with its data.
   *
   * @param keys how many are written
   */
  public void withoutStore(Duration time, int rate, int keys) throws InterruptedException {
    subject.redis().kill();
    writer.steady("normal", rate, keys);
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      expect(
          subject.ask(() -> subject.weir().management("/health/live")).status() == 200,
          "not live without store");
      Thread.sleep(STEP);
    }
    writer.rest();
    exact("normal", "normal");
    subject.redis().restart();
    subject.await(
        () ->
            reply("/monitoring/pipeline").at("/observer/store").asText().equals("up")
                && reply("/monitoring/pipeline").at("/observer/lagRecords").asLong(-1) == 0,
        "the store is back");
    exact("normal", "normal");
  }

  /** More keys asked for than a page may have: refused, in words that name the bound. */
  public void overLimit() {
    for (var limit : List.of("10001", "1000000", "99999999999999999999", "-1", "0", "x")) {
      var reply = subject.get("/monitoring/stages/keys/keys?limit=" + limit);
      expect(reply.status() == 400, limit + " keys: " + reply.status());
      expect(reply.body().contains("from 1 to 10000"), limit + " keys: " + reply.body());
    }
  }

  /**
   * The largest page, asked for by so many clients at once, so often each.
   *
   * @return how many answers said that Weir is busy, instead of giving the page
   */
  public int pages(int clients, int times) throws Exception {
    int busy = 0;
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var request =
          HttpRequest.newBuilder(URI.create(subject.weir().url() + ALL_KEYS))
              .timeout(Duration.ofMinutes(1))
              .build();
      for (int time = 0; time < times; time++) {
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int client = 0; client < clients; client++) {
          answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        for (var answer : answers) {
          var reply = answer.get(2, TimeUnit.MINUTES);
          boolean refused =
              reply.statusCode() == 503 && reply.headers().firstValue("Retry-After").isPresent();
          busy += refused ? 1 : 0;
          expect(
              refused || (reply.statusCode() == 200 && entries(reply.body()) == LARGEST_PAGE),
              "a page: " + reply.statusCode() + ", " + entries(reply.body()) + " keys");
        }
      }
    }
    return busy;
  }

  private static long entries(String body) {
    return Pattern.compile("\"key\":").matcher(body).results().count();
  }

  /**
   * On both ports so many clients that are silent, as many that send a byte every while and as many
   * that read none of the largest answers there are.
   *
   * @return the longest that a probe took meanwhile, in milliseconds
   */
  public double hangingClients(int each, Duration time) throws Exception {
    double slowest = 0;
    try (var clients = new Clients()) {
      for (var url : List.of(subject.weir().url(), subject.weir().managementUrl())) {
        clients.silent(url, each);
        clients.slow(url, each);
      }
      clients.deaf(subject.weir().url(), LARGEST, each);
      clients.deaf(subject.weir().managementUrl(), "/metrics", each);
      boolean busy = false;
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < end) {
        clients.trickle();
        var page = subject.get(LARGEST);
        busy |= page.status() == 503 && page.body().contains("urn:weir:busy");
        expect(subject.get("/monitoring/health").body().contains("checkedAt"), "health is refused");
        for (var probe : List.of("/health/live", "/health/ready", "/health/started")) {
          slowest = Math.max(slowest, probe(probe));
        }
        Thread.sleep(STEP);
      }
      expect(busy, "answers that nobody reads pile up");
      subject.await(
          () -> subject.get(LARGEST).status() == 200,
          "clients that read nothing are cut off, and the page is served again");
    }
    return slowest;
  }

  /** On a connection of its own, as a kubelet asks. */
  private double probe(String path) {
    long begin = System.nanoTime();
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(subject.weir().managementUrl() + path))
              .timeout(Duration.ofSeconds(30))
              .build();
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      expect(status == 200, path + " is " + status);
    } catch (IOException e) {
      throw new IllegalStateException(path + " does not answer while clients hang", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return (System.nanoTime() - begin) / 1e6;
  }

  /** Waits until a stage has what was written, and fails if it has more. */
  public void exact(String stage, String topicPrefix) {
    long written = writer.written(topicPrefix);
    long counted = subject.awaitEvents(stage, written);
    expect(counted == written, stage + " counted " + counted + " of " + written);
  }

  private JsonNode reply(String path) {
    return subject.get(path).json();
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise + "\n" + subject.weir().process().tail());
    }
  }
}
