package dev.weir.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of the table. */
public sealed interface Row {
  /** What was measured. */
  String name();

  /** A figure without anything to compare it with, yet. */
  static Figure of(String name, String unit, List<Double> values) {
    return new Figure(name, unit, new Spread(values), null, null, null);
  }

  /** What could not be measured here, and why. */
  static Row missing(String name, String why) {
    return new Missing(name, why);
  }

  /**
   * What could not be measured.
   *
   * @param why what is missing, and how to get it
   */
  record Missing(String name, String why) implements Row {}

  /**
   * What a figure is compared with.
   *
   * @param paired whether the rounds of both are pairs
   */
  record Against(String name, Spread value, boolean paired) {}

  /**
   * What was measured.
   *
   * @param unit of the values
   * @param value of all rounds
   * @param against null when it stands alone
   * @param target null when there is none
   * @param bytesPerOperation what an operation allocates, or null when that was not measured
   */
  record Figure(
      String name,
      String unit,
      Spread value,
      @Nullable Against against,
      @Nullable Target target,
      @Nullable Double bytesPerOperation)
      implements Row {

    /** Compared with something that was measured in the same unit. */
    public Figure against(String other, List<Double> values) {
      return with(new Against(other, new Spread(values), false));
    }

    /** Compared with something that was measured next to it in each round. */
    public Figure pairedWith(String other, List<Double> values) {
      return with(new Against(other, new Spread(values), true));
    }

    private Figure with(Against other) {
      return new Figure(name, unit, value, other, target, bytesPerOperation);
    }

    /** With what an operation allocates. */
    public Figure allocating(double bytes) {
      return new Figure(name, unit, value, against, target, bytes);
    }

    /** The median has to be at least this. */
    public Figure atLeast(double bound) {
      return with(new Target(Target.Of.VALUE, true, bound));
    }

    /** The median must not be more than this. */
    public Figure atMost(double bound) {
      return with(new Target(Target.Of.VALUE, false, bound));
    }

    /** The ratio has to be at least this. */
    public Figure ratioAtLeast(double bound) {
      return with(new Target(Target.Of.RATIO, true, bound));
    }

    /** The ratio must not be more than this. */
    public Figure ratioAtMost(double bound) {
      return with(new Target(Target.Of.RATIO, false, bound));
    }

    /** An operation must not allocate more bytes than this. */
    public Figure bytesAtMost(double bound) {
      return with(new Target(Target.Of.BYTES, false, bound));
    }

    /** With a target, or without. */
    public Figure with(@Nullable Target wanted) {
      return new Figure(name, unit, value, against, wanted, bytesPerOperation);
    }

    /** The ratio of the medians; null when it stands alone. */
    public @Nullable Double ratio() {
      return against == null ? null : value.median() / against.value().median();
    }

    /** The ratios of the rounds; null when they are no pairs. */
    public @Nullable Spread ratios() {
      return against == null || !against.paired() ? null : value.per(against.value());
    }

    /** Whether the target was reached; null when there is none, or nothing to judge. */
    public @Nullable Boolean met() {
      if (target == null) {
        return null;
      }
      var judged =
          switch (target.of()) {
            case VALUE -> Double.valueOf(value.median());
            case RATIO -> ratio();
            case BYTES -> bytesPerOperation;
          };
      return judged == null ? null : target.isMetBy(judged);
    }
  }
}
