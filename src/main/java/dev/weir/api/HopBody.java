package dev.weir.api;

import dev.weir.flow.HopAccount;
import dev.weir.flow.HopView;
import dev.weir.flow.Quantiles;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A hop's figures. Those of the accounting are null where there is none.
 *
 * @param from the upstream stage
 * @param to the downstream stage
 * @param expect every, some, ratio or any-of
 * @param latency seconds, over the last 60 s; null when there was none
 * @param completed parents with a child in time
 * @param pending parents not yet judged
 * @param lost parents judged, without a child so far
 * @param late parents whose child came after the deadline
 * @param surplus children beyond what parents expect
 * @param duplicated of those, ones whose parent already has its child
 * @param extra of those, ones without an expected parent
 * @param unclassified of those, ones that could not be told apart
 * @param unlinked child events without a parent id
 * @param unaccounted events on either side that could not be compared, such as those of a time
 *     before everything was read
 * @param ratio children for each parent, by their rates over the last 60 s
 * @param negativeLatency children older than their parent
 * @param basis every when all figures rest on every event; sampled when some rest on the traces
 *     that the journal has
 * @param samplingRate the share of traces that they rest on, 0 to 1
 */
// Nullable numbers are Number here: generated serializers drop a null Long or Double
// (https://github.com/quarkusio/quarkus/issues/55137), and the contract's shapes have every field.
public record HopBody(
    String from,
    String to,
    String expect,
    @Nullable Quantiles latency,
    @Nullable Number completed,
    @Nullable Number pending,
    @Nullable Number lost,
    @Nullable Number late,
    @Nullable Number surplus,
    @Nullable Number duplicated,
    @Nullable Number extra,
    @Nullable Number unclassified,
    @Nullable Number unlinked,
    @Nullable Number unaccounted,
    @Nullable Number ratio,
    long negativeLatency,
    @Nullable String basis,
    @Nullable Number samplingRate) {

  static HopBody of(HopView view) {
    boolean measured = view.measured() > 0;
    var account = view.account();
    boolean based = measured || account != null;
    var sampled = view.samplingRate();
    return new HopBody(
        view.hop().from(),
        view.hop().to(),
        view.hop().expect().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        view.latency(),
        account == null ? completedOfSome(view) : (Number) account.completed(),
        figure(account, HopAccount::pending),
        figure(account, HopAccount::lost),
        figure(account, HopAccount::late),
        figure(account, HopAccount::surplus),
        figure(account, HopAccount::duplicated),
        figure(account, HopAccount::extra),
        figure(account, HopAccount::unclassified),
        figure(account, HopAccount::unlinked),
        figure(account, HopAccount::unaccounted),
        view.ratio(),
        view.negative(),
        based ? sampled == null ? "every" : "sampled" : null,
        based ? sampled == null ? (Number) 1.0 : sampled : null);
  }

  private static @Nullable Number completedOfSome(HopView view) {
    return view.measured() > 0 ? view.measured() : null;
  }

  private static @Nullable Number figure(
      @Nullable HopAccount account, ToLongFunction<HopAccount> of) {
    return account == null ? null : of.applyAsLong(account);
  }
}
