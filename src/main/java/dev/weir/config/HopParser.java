package dev.weir.config;

import dev.weir.pipeline.Hop;
import dev.weir.pipeline.Pipeline;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code weir.pipeline.stages.*.after}. */
final class HopParser {
  private static final String EXPECTATIONS = "one of every, some, any-of, ratio";
  private static final Map<String, Hop.Expect> WORDS =
      new TreeMap<>(Map.of("every", Hop.Expect.EVERY, "some", Hop.Expect.SOME));
  private static final Map<String, Hop.Match> MATCHES =
      new TreeMap<>(Map.of("id", Hop.Match.ID, "trace", Hop.Match.TRACE));
  private static final int USUAL_BUCKETS = 75;

  private final Inputs inputs;
  private final FieldSourceParser sources;

  HopParser(Inputs inputs) {
    this.inputs = inputs;
    this.sources = new FieldSourceParser(inputs);
  }

  /** The hops that end in a stage. */
  List<Hop> hops(Key key, String to, Set<String> names) {
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
      var hop = hop(hopKey, from, to, names);
      if (names.contains(from)) {
        hops.add(hop);
      }
    }
    return hops;
  }

  private Hop hop(Key key, String from, String to, Set<String> names) {
    var expectKey = key.child("expect");
    var withinKey = key.child("within");
    var where = inputs.text(key.child("where"));
    var condition = where == null ? null : sources.condition(key.child("where"), where);
    var within = inputs.duration(withinKey);
    boolean hasWithin = inputs.text(withinKey) != null;
    var anyOf = anyOf(expectKey.child("any-of"), to, names);
    var ratio = ratio(expectKey.child("ratio"));
    // The short form "after: { strategy: some }".
    var word = inputs.text(key) != null ? key : expectKey;
    boolean hasMore = anyOf != null || ratio != null;
    if (inputs.text(word) == null && !hasMore && (hasWithin || where != null)) {
      inputs.problem(expectKey, "nothing", EXPECTATIONS);
    }
    if (anyOf != null && ratio != null) {
      inputs.problem(expectKey, "both any-of and ratio", EXPECTATIONS);
    }
    if (ratio != null) {
      return new Hop(from, to, Hop.Expect.RATIO, within, condition, null, List.of(), ratio);
    }
    var expect = anyOf != null ? Hop.Expect.ANY_OF : inputs.word(word, Hop.Expect.SOME, WORDS);
    if (expect == null || expect == Hop.Expect.SOME) {
      return new Hop(from, to, Hop.Expect.SOME, within, condition, null);
    }
    if (!hasWithin) {
      inputs.problem(
          withinKey,
          "nothing",
          Inputs.A_DURATION + ", for expect is " + (anyOf == null ? "every" : "any-of"));
    }
    var accounting = accounting(key, within);
    // Without a deadline the definition is refused anyway.
    var deadline = within == null ? Duration.ofSeconds(1) : within;
    return anyOf == null || !anyOf.contains(to)
        ? new Hop(from, to, Hop.Expect.EVERY, deadline, condition, accounting)
        : new Hop(from, to, expect, deadline, condition, accounting, anyOf, null);
  }

  private @Nullable List<String> anyOf(Key key, String to, Set<String> names) {
    var items = inputs.list(key);
    if (items == null) {
      return null;
    }
    var stages = new ArrayList<String>();
    for (var item : items) {
      if (names.contains(item.text())) {
        stages.add(item.text());
      } else {
        inputs.unknown(item.key(), "stage", item.text(), names);
      }
    }
    if (!stages.contains(to)) {
      inputs.problem(key, stages.toString(), "stages of which one is " + to);
    }
    return stages;
  }

  private Hop.@Nullable Ratio ratio(Key key) {
    var min = share(key.child("min"));
    var max = share(key.child("max"));
    if (min == null && max == null) {
      return null;
    }
    double least = min == null ? 0 : min;
    double most = max == null ? Double.MAX_VALUE : max;
    if (least > most) {
      inputs.problem(
          key.child("max"),
          Inputs.quote(String.valueOf(inputs.text(key.child("max")))),
          "a number of at least min, " + inputs.text(key.child("min")));
      return null;
    }
    return new Hop.Ratio(least, most);
  }

  private @Nullable Double share(Key key) {
    var text = inputs.text(key);
    if (text == null) {
      return null;
    }
    try {
      double number = Double.parseDouble(text);
      if (number >= 0 && Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    inputs.problem(key, Inputs.quote(text), "a number of children for each parent, 0 or more");
    return null;
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

  /** What is wrong with hops together. */
  void check(Map<String, List<Hop>> hops, Key key) {
    checkAnyOf(hops, key);
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

  private void checkAnyOf(Map<String, List<Hop>> hops, Key key) {
    for (var hop : hops.values().stream().flatMap(List::stream).toList()) {
      for (var other : hop.anyOf()) {
        boolean agrees =
            hops.getOrDefault(other, List.of()).stream()
                .filter(candidate -> candidate.from().equals(hop.from()))
                .anyMatch(
                    candidate ->
                        new HashSet<>(candidate.anyOf()).equals(new HashSet<>(hop.anyOf())));
        if (!agrees) {
          inputs.problem(
              key.child(hop.to()).child("after").child(hop.from()).child("expect").child("any-of"),
              hop.anyOf().toString(),
              "that %s comes after %s too, with the same any-of".formatted(other, hop.from()));
        }
      }
    }
  }
}
