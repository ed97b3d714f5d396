package dev.weir.config;

import dev.weir.pipeline.Freshness;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import dev.weir.pipeline.Schedule;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads {@code weir.pipeline.stages}. */
final class StageParser {
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  private static final String REGEX = "regex:";
  private static final Map<String, Hop.Expect> EXPECTATIONS =
      new TreeMap<>(Map.of("every", Hop.Expect.EVERY, "some", Hop.Expect.SOME));

  private static final int USUAL_BUCKETS = 75;
  private static final Map<String, Hop.Match> MATCHES =
      new TreeMap<>(Map.of("id", Hop.Match.ID, "trace", Hop.Match.TRACE));

  private final Inputs inputs;
  private final FieldSourceParser sources;
  private final Map<String, Schedule> schedules;
  private final Set<String> scheduleNames;

  /**
   * A parser of stages that refer to these schedules.
   *
   * @param schedules those that are right
   * @param scheduleNames all of them, so that a wrong one is not reported as unknown too
   */
  StageParser(Inputs inputs, Map<String, Schedule> schedules, Set<String> scheduleNames) {
    this.inputs = inputs;
    this.sources = new FieldSourceParser(inputs);
    this.schedules = schedules;
    this.scheduleNames = scheduleNames;
  }

  /** The stages in topological order; empty when what is there makes no pipeline. */
  List<Stage> stages(Key key) {
    var names = inputs.namesBelow(key);
    if (names.isEmpty()) {
      inputs.problem(key, "nothing", "at least one stage with its topics");
      return List.of();
    }
    var topics = new LinkedHashMap<String, List<TopicSelector>>();
    var hops = new LinkedHashMap<String, List<Hop>>();
    var stages = new ArrayList<Stage>();
    for (var name : names) {
      var stageKey = key.child(name);
      inputs.checkName(stageKey, name);
      var stageTopics = topics(stageKey.child("topics"));
      var after = hops(stageKey.child("after"), name, names);
      var schedule = schedule(stageKey.child("schedule"));
      var freshness = freshness(stageKey.child("freshness"));
      topics.put(name, stageTopics);
      hops.put(name, after);
      if (!stageTopics.isEmpty()) {
        stages.add(new Stage(name, stageTopics, after, schedule, freshness));
      }
    }
    TopicOverlaps.check(topics, key, inputs);
    checkConditions(hops, key);
    var order = StageOrder.of(hops, key, inputs);
    stages.sort(Comparator.comparingInt(stage -> order.indexOf(stage.name())));
    return stages;
  }

  private void checkConditions(Map<String, List<Hop>> hops, Key key) {
    var counts = new TreeMap<String, Integer>();
    hops.values().stream()
        .flatMap(List::stream)
        .filter(hop -> hop.where() != null)
        .forEach(hop -> counts.merge(hop.from(), 1, Integer::sum));
    counts.forEach(
        (from, count) -> {
          if (count > Pipeline.MAX_CONDITIONS) {
            inputs.problem(
                key.child(from),
                count + " hops with a where begin here",
                "at most " + Pipeline.MAX_CONDITIONS);
          }
        });
  }

  private List<TopicSelector> topics(Key key) {
    var items = inputs.list(key);
    if (items == null || items.isEmpty()) {
      inputs.problem(key, "nothing", "at least one topic");
      return List.of();
    }
    var topics = new LinkedHashSet<TopicSelector>();
    for (var item : items) {
      var text = item.text();
      if (text.startsWith(REGEX)) {
        try {
          topics.add(new TopicSelector.Regex(Pattern.compile(text.substring(REGEX.length()))));
        } catch (PatternSyntaxException e) {
          inputs.problem(
              item.key(),
              Inputs.quote(text) + " (" + e.getDescription() + " at " + e.getIndex() + ")",
              "a Java regular expression after regex:");
        }
      } else if (TOPIC.matcher(text).matches() && !text.equals(".") && !text.equals("..")) {
        topics.add(new TopicSelector.Exact(text));
      } else {
        inputs.problem(
            item.key(),
            Inputs.quote(text),
            "a topic's name (letters, digits, '.', '_', '-') or regex:PATTERN");
      }
    }
    return List.copyOf(topics);
  }

  private List<Hop> hops(Key key, String to, Set<String> names) {
    var hops = new ArrayList<Hop>();
    // The short form "after: [strategy]" expects some.
    var listed = inputs.list(key);
    for (var item : listed == null ? List.<Entries.Item>of() : listed) {
      if (names.contains(item.text())) {
        hops.add(new Hop(item.text(), to, Hop.Expect.SOME, null, null));
      } else {
        inputs.unknown(item.key(), "stage", item.text(), names);
      }
    }
    for (var from : inputs.namesBelow(key)) {
      var hopKey = key.child(from);
      if (!names.contains(from)) {
        inputs.unknown(hopKey, "stage", from, names);
      }
      var hop = hop(hopKey, from, to);
      if (names.contains(from)) {
        hops.add(hop);
      }
    }
    return hops;
  }

  private Hop hop(Key key, String from, String to) {
    var expectKey = key.child("expect");
    var withinKey = key.child("within");
    var where = inputs.text(key.child("where"));
    var condition = where == null ? null : sources.condition(key.child("where"), where);
    var within = inputs.duration(withinKey);
    boolean hasWithin = inputs.text(withinKey) != null;
    // The short form "after: { strategy: some }".
    var word = inputs.text(key) != null ? key : expectKey;
    if (inputs.text(word) == null && (hasWithin || where != null)) {
      inputs.problem(expectKey, "nothing", "one of every, some");
    }
    var expect = inputs.word(word, Hop.Expect.SOME, EXPECTATIONS);
    if (expect == Hop.Expect.EVERY && !hasWithin) {
      inputs.problem(withinKey, "nothing", Inputs.A_DURATION + ", for expect is every");
    }
    var accounting = accounting(key, within);
    if (expect == Hop.Expect.EVERY) {
      // Without a deadline the definition is refused anyway.
      var deadline = within == null ? Duration.ofSeconds(1) : within;
      return new Hop(from, to, expect, deadline, condition, accounting);
    }
    return new Hop(from, to, Hop.Expect.SOME, within, condition, null);
  }

  private Hop.Accounting accounting(Key key, @Nullable Duration within) {
    var usual = Hop.Accounting.DEFAULT;
    var match = inputs.word(key.child("match"), usual.match(), MATCHES);
    int differences =
        inputs.number(
            key.child("differences"), usual.differences(), 1, Hop.Accounting.MAX_DIFFERENCES);
    var keep = inputs.duration(key.child("keep"), usual.keep());
    var whole = within == null ? keep : keep.plus(within);
    var bucket = inputs.duration(key.child("bucket"), usualBucket(whole));
    if (whole.compareTo(bucket.multipliedBy(Hop.Accounting.MAX_BUCKETS)) > 0) {
      inputs.problem(
          key.child("bucket"),
          Inputs.quote(String.valueOf(inputs.text(key.child("bucket")))),
          "at least 1/%d of within and keep together".formatted(Hop.Accounting.MAX_BUCKETS));
    }
    return new Hop.Accounting(match == null ? usual.match() : match, differences, bucket, keep);
  }

  /** Long deadlines in wider buckets, so that their number, and with it the memory, is bounded. */
  private static Duration usualBucket(Duration whole) {
    var usual = Hop.Accounting.DEFAULT.bucket();
    var wide = whole.dividedBy(USUAL_BUCKETS).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    return whole.compareTo(usual.multipliedBy(USUAL_BUCKETS)) <= 0 ? usual : wide;
  }

  private @Nullable Schedule schedule(Key key) {
    var name = inputs.text(key);
    if (name != null && !scheduleNames.contains(name)) {
      inputs.unknown(key, "schedule", name, scheduleNames);
    }
    return name == null ? null : schedules.get(name);
  }

  private @Nullable Freshness freshness(Key key) {
    var degraded = threshold(key, "degraded", "down");
    var down = threshold(key, "down", "degraded");
    if (degraded == null || down == null) {
      return null;
    }
    if (degraded.compareTo(down) >= 0) {
      inputs.problem(
          key.child("down"),
          Inputs.quote(String.valueOf(inputs.text(key.child("down")))),
          "a duration longer than degraded, " + inputs.text(key.child("degraded")));
      return null;
    }
    return new Freshness(degraded, down);
  }

  private @Nullable Duration threshold(Key key, String name, String other) {
    if (inputs.text(key.child(name)) == null && inputs.text(key.child(other)) != null) {
      inputs.problem(key.child(name), "nothing", Inputs.A_DURATION + " beside " + other);
    }
    return inputs.duration(key.child(name));
  }
}
