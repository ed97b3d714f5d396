package dev.weir.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressBudgetTest {
  private long nanos = 1_000_000_000L;
  private final AddressBudget budget = new AddressBudget(2, 4, () -> nanos);

  private void pass(double seconds) {
    nanos += (long) (seconds * 1e9);
  }

  private int granted(@Nullable String address, int tries) {
    int granted = 0;
    for (int at = 0; at < tries; at++) {
      granted += budget.take(address) == 0 ? 1 : 0;
    }
    return granted;
  }

  @Test
  void givesSomeAtOnceAndThenSoManyASecond() {
    assertThat(granted("192.0.2.1", 10)).isEqualTo(4);
    pass(0.5);
    assertThat(granted("192.0.2.1", 10)).isEqualTo(1);
    pass(3_600);
    assertThat(granted("192.0.2.1", 10)).as("no more than at the beginning").isEqualTo(4);
  }

  @Test
  void saysHowLongToWait() {
    var slow = new AddressBudget(0.1, 1, () -> nanos);
    assertThat(slow.take("a")).isZero();
    assertThat(slow.take("a")).isEqualTo(10);
    pass(9.5);
    assertThat(slow.take("a")).isEqualTo(1);
    pass(0.6);
    assertThat(slow.take("a")).isZero();
  }

  @Test
  void addressesDoNotTakeFromEachOther() {
    assertThat(granted("192.0.2.1", 10)).isEqualTo(4);
    assertThat(granted("192.0.2.2", 10)).isEqualTo(4);
    assertThat(granted(null, 10)).isEqualTo(4);
  }

  @Test
  void theHalfOfAnIpv6AddressThatAClientChoosesDoesNotCount() {
    assertThat(granted("2001:db8:0:1::1", 4)).isEqualTo(4);
    assertThat(granted("2001:db8:0:1:ffff::2", 4)).isZero();
    assertThat(granted("2001:db8:0:2::1", 4)).isEqualTo(4);
    assertThat(granted("fe80::1%eth0", 4)).isEqualTo(4);
  }

  @Test
  void theTableHasABound() {
    for (int at = 0; at < 10_000; at++) {
      budget.take("10.0." + at / 256 + "." + at % 256);
    }
    assertThat(budget.size()).isEqualTo(4_096);
    assertThat(granted("10.0.39.15", 4)).as("the last one is remembered").isEqualTo(3);
  }
}
