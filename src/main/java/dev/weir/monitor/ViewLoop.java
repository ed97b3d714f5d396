package dev.weir.monitor;

import dev.weir.flow.StageView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Drives everything that happens by the clock: views, the lease, validations and the figures for
 * people. Has a thread of its own and waits for no answer.
 */
final class ViewLoop implements Runnable {
  private static final String BEAT = "view";
  private static final Duration INTERVAL = Duration.ofMillis(500);
  // Views take at most one part in so many of a core; where there is much, they are made less
  // often.
  private static final int VIEW_SHARE = 20;
  // Nor need they be made as often while all stays as it is.
  private static final Duration STILL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration PEOPLE = Duration.ofSeconds(1);
  private static final Duration ADOPT = Duration.ofSeconds(5);

  private final PipelineMonitor monitor;
  private final Leadership leadership;
  private final Validations validations;
  private final PeopleKeys people;
  private final Settings settings;
  private final Beats beats;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Consumer<RuntimeException> defects;
  private final Pace views = new Pace(INTERVAL, VIEW_SHARE);
  private final Pace stillViews = new Pace(STILL_INTERVAL, VIEW_SHARE);
  private final Stillness stillness = new Stillness();
  private boolean still;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private Instant nextValidation = Instant.EPOCH;
  private Instant nextPeople = Instant.EPOCH;
  private Instant nextAdopt = Instant.EPOCH;

  ViewLoop(
      PipelineMonitor monitor,
      Leadership leadership,
      Validations validations,
      PeopleKeys people,
      Settings settings,
      Beats beats,
      InstantSource clock,
      InstantSource steady,
      Consumer<RuntimeException> defects) {
    this.monitor = monitor;
    this.leadership = leadership;
    this.validations = validations;
    this.people = people;
    this.settings = settings;
    this.beats = beats;
    this.clock = clock;
    this.steady = steady;
    this.defects = defects;
  }

  @Override
  public void run() {
    try {
      do {
        step();
      } while (!stopping.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
      beats.forget(BEAT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    stopping.countDown();
  }

  /** One round. A defect in one is reported and costs no later one, but the beat stands still. */
  private void step() {
    try {
      var now = steady.instant();
      leadership.tick(now);
      refresh();
      if (monitor.view().isPresent()) {
        byTheClock(now);
      }
      beats.beat(BEAT);
    } catch (RuntimeException e) {
      defects.accept(e);
    }
  }

  private void refresh() {
    long began = System.nanoTime();
    if (!(still ? stillViews : views).isDue(began)) {
      return;
    }
    monitor.refresh();
    long ended = System.nanoTime();
    views.done(began, ended);
    stillViews.done(began, ended);
    // What is unread may be about to be read.
    still =
        monitor
            .view()
            .filter(view -> Objects.equals(view.observer().lagRecords(), 0L))
            .map(view -> view.stages().stream().map(StageView::events).toList())
            .filter(events -> stillness.isStill(events, ended))
            .isPresent();
  }

  private void byTheClock(Instant now) {
    boolean leads = leadership.leads(now);
    // Without a store nobody leads: each replica then judges for itself, and nothing is kept.
    boolean judges = leads || !monitor.observer().store().up();
    if (judges && !now.isBefore(nextValidation)) {
      nextValidation = now.plus(settings.validationInterval());
      monitor.validate().subscribe().with(_ -> {}, _ -> {});
    }
    if (leads && !now.isBefore(nextPeople)) {
      nextPeople = now.plus(PEOPLE);
      people
          .publish(settings.pipeline().namespace(), monitor.summaries())
          .subscribe()
          .with(_ -> {}, _ -> {});
    }
    if (!leads && !now.isBefore(nextAdopt)) {
      nextAdopt = now.plus(ADOPT);
      validations
          .since(clock.instant().minus(settings.validationInterval().multipliedBy(2)), 1)
          .subscribe()
          .with(validations::adopt, _ -> {});
    }
  }
}
