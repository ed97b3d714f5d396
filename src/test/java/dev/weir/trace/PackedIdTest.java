package dev.weir.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedIdTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0190163d-8694-739b-aea5-966c26f8ad91",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "00000000-0000-0000-0000-000000000000",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
        "0ujsswThIGTUYm2K8FjOOfXtY1K",
        "aWgEPTl1tmebfsQzFP4bxwgy80V",
        "1-5759e988-bd862e3fe1be46a994272793",
        "a",
        "ORD-00000017",
        "12345678901234567890",
        "schlüssel",
        "175928847299117063"
      })
  void whatIsPackedCanBeReadAgain(String id) {
    var packed = pack(id);
    assertThat(PackedId.isPossible(packed.word0, packed.word1, packed.word2)).isTrue();
    assertThat(text(packed)).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0190163d-8694-739b-aea5-966c26f8ad91",
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "1ec9414c-232a-6b00-b3c8-9e6bdeced846",
        "4bf92f35-77b3-4da6-a3ce-929d0e0e4736",
        "0190163d-8694-739b-2ea5-966c26f8ad91",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "0ujsswThIGTUYm2K8FjOOfXtY1K",
        "1-5759e988-bd862e3fe1be46a994272793",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "ORD-00000017"
      })
  void theTimeInsideIsTheIds(String id) {
    byte[] bytes = id.getBytes(UTF_8);
    assertThat(pack(id).micros()).isEqualTo(IdTime.micros(bytes, 0, bytes.length));
  }

  @Test
  void hexDigitsHaveNoCase() {
    var id = "0190163d-8694-739b-aea5-966c26f8ad91";
    assertThat(text(pack(id.toUpperCase(Locale.ROOT)))).isEqualTo(id);
    var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    assertThat(text(pack(trace.toUpperCase(Locale.ROOT)))).isEqualTo(trace);
  }

  @Test
  void longTextsAreToldApartButNotRead() {
    var random = new SplittableRandom(7);
    var seen = new HashSet<String>();
    for (int i = 0; i < 20_000; i++) {
      var id = "order/" + Long.toHexString(random.nextLong()) + "/" + "x".repeat(i % 40) + i;
      var packed = pack(id);
      assertThat(PackedId.isPossible(packed.word0, packed.word1, packed.word2)).isTrue();
      assertThat(text(packed)).isNull();
      assertThat(seen.add(packed.word0 + "," + packed.word1 + "," + packed.word2)).isTrue();
    }
  }

  @Test
  void textsThatOnlyLookLikeIdsAreTexts() {
    assertThat(text(pack("0190163d_8694_739b"))).isEqualTo("0190163d_8694_739b");
    // 27 and 26 characters that are no KSUID and no ULID: longer than what is kept.
    assertThat(text(pack("zzzzzzzzzzzzzzzzzzzzzzzzzzz"))).isNull();
    assertThat(text(pack("81ARZ3NDEKTSV4RRFFQ69G5FAV"))).isNull();
  }

  private static PackedId pack(String id) {
    byte[] bytes = ("--" + id).getBytes(UTF_8);
    var packed = new PackedId();
    packed.set(bytes, 2, bytes.length - 2);
    return packed;
  }

  private static @Nullable String text(PackedId packed) {
    return PackedId.text(packed.word0, packed.word1, packed.word2);
  }
}
