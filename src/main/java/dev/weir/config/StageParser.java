package dev.weir.config;

import dev.weir.pipeline.Freshness;
import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Schedule;
import dev.weir.pipeline.Stage;
import dev.weir.pipeline.TopicSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads {@code weir.pipeline.stages}. */
final class StageParser {
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  private static final String REGEX = "regex:";

  private final Inputs inputs;
  private final HopParser hopParser;
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
    this.hopParser = new HopParser(inputs);
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
      var after = hopParser.hops(stageKey.child("after"), name, names);
      var schedule = schedule(stageKey.child("schedule"));
      var freshness = freshness(stageKey.child("freshness"));
      topics.put(name, stageTopics);
      hops.put(name, after);
      if (!stageTopics.isEmpty()) {
        stages.add(new Stage(name, stageTopics, after, schedule, freshness));
      }
    }
    TopicOverlaps.check(topics, key, inputs);
    hopParser.check(hops, key);
    var order = StageOrder.of(hops, key, inputs);
    stages.sort(Comparator.comparingInt(stage -> order.indexOf(stage.name())));
    return stages;
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
