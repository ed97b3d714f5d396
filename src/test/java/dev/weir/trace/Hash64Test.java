package dev.weir.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Hash64Test {
  /** Which keys a snapshot keeps rests on it, and what other replicas sample and add up. */
  @Test
  void itNeverChanges() {
    assertThat(of("")).isEqualTo(-8016901082126245157L);
    assertThat(of("SYM17")).isEqualTo(-1831046163951823845L);
    assertThat(of("0190163d-8694-739b-aea5-966c26f8ad91")).isEqualTo(-5920719465717958235L);
    assertThat(Hash64.of(1, 2, 3)).isEqualTo(2304889721366295782L);
    assertThat(Hash64.of(0)).isEqualTo(-7160610219483255062L);
  }

  private static long of(String text) {
    byte[] bytes = ("-" + text).getBytes(UTF_8);
    return Hash64.of(bytes, 1, bytes.length - 1);
  }
}
