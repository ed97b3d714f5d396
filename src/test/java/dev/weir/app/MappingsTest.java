package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MappingsTest {
  private static final List<String> SMAPS =
      """
      00410000-034fe000 r-xp 00010000 fe:00 1181 /app/weir
      Size:              50104 kB
      Rss:               29560 kB
      Anonymous:             0 kB
      AnonHugePages:         0 kB
      VmFlags: rd ex mr mw me
      7f0f72f00000-7f0f74380000 r--p 03130000 fe:00 1181 /app/weir
      Anonymous:             0 kB
      7f0f74380000-7f0f753b8000 rw-p 045b0000 fe:00 1181 /app/weir
      Anonymous:             0 kB
      7f0f753b8000-7f0f76530000 r--p 055e8000 fe:00 1181 /app/weir
      Anonymous:             4 kB
      7f0f76580000-7f0f79980000 rw-p 00000000 00:00 0
      Anonymous:         52708 kB
      7f1772f81000-7f17730d7000 r-xp 00026000 fe:00 2212 /usr/lib/libc.so.6
      Anonymous:             0 kB
      """
          .lines()
          .toList();

  @Test
  void onlyWhatIsReadOnlyUnchangedAndOfTheFileIsClean() {
    assertThat(Mappings.clean(SMAPS, "/app/weir"))
        .containsExactly(
            new Mappings.Mapping(0x410000L, 0x34fe000L - 0x410000L),
            new Mappings.Mapping(0x7f0f72f00000L, 0x7f0f74380000L - 0x7f0f72f00000L));
  }

  @Test
  void anUnknownFileHasNone() {
    assertThat(Mappings.clean(SMAPS, "")).isEmpty();
  }
}
