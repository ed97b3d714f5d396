package dev.weir.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeaderTableTest {
  private final HeaderTable table = new HeaderTable(List.of("trace_id", "ce_id", "trace_id"));

  @Test
  void lastHeaderWins() {
    put("trace_id", "a");
    put("trace_id", "b");

    assertThat(value("trace_id")).isEqualTo("b");
  }

  @Test
  void exactNameWinsOverOneInAnotherCaseWhereverItStands() {
    put("Trace_Id", "before");
    put("trace_id", "exact");
    put("TRACE_ID", "after");

    assertThat(value("trace_id")).isEqualTo("exact");
  }

  @Test
  void lastOfTheNamesInAnotherCaseWins() {
    put("Trace_Id", "a");
    put("TRACE_ID", "b");

    assertThat(value("trace_id")).isEqualTo("b");
  }

  @Test
  void namesThatDifferInCaseOnlyKeepTheirOwnSlots() {
    var both = new HeaderTable(List.of("id", "ID"));
    byte[] bytes = {'1', '2'};
    both.put("id", bytes, 0, 1);
    both.put("ID", bytes, 1, 1);

    assertThat(both.offset(both.slotOf("id"))).isEqualTo(0);
    assertThat(both.offset(both.slotOf("ID"))).isEqualTo(1);
  }

  @Test
  void blanksAroundAValueBelongToItButNotToItsText() {
    put("ce_id", " \t a b\r\n");
    assertThat(value("ce_id")).isEqualTo(" \t a b\r\n");
    assertThat(text("ce_id")).isEqualTo("a b");

    put("ce_id", "  ");
    assertThat(text("ce_id")).isEmpty();
    assertThat(table.isPresent(table.slotOf("ce_id"))).isTrue();
  }

  @Test
  void tellsAtOnceWhenNoneOfSomeHeadersIsThere() {
    var names = IntStream.range(0, 70).mapToObj(i -> "h" + i).toList();
    var many = new HeaderTable(names);
    long last = HeaderTable.mask(many.slotOf("h69"));
    assertThat(many.hasNone(last)).isTrue();

    many.put("h1", new byte[0], 0, 0);
    assertThat(many.hasNone(last)).isTrue();
    assertThat(many.hasNone(HeaderTable.mask(many.slotOf("h0"), many.slotOf("h1")))).isFalse();

    many.put("H69", new byte[0], 0, 0);
    assertThat(many.hasNone(last)).isFalse();

    many.clear();
    assertThat(many.hasNone(-1)).isTrue();
  }

  @Test
  void forgetsTheRecordBefore() {
    put("trace_id", "a");
    table.clear();
    assertThat(table.isPresent(table.slotOf("trace_id"))).isFalse();

    put("TRACE_ID", "b");
    assertThat(value("trace_id")).as("no exact match is left over").isEqualTo("b");
  }

  @Test
  void wantsItsNamesInAnyCaseOnly() {
    assertThat(table.wants("CE_ID")).isTrue();
    assertThat(table.wants("ce_type")).isFalse();
    assertThat(table.wants("trace_ip")).as("of the same length").isFalse();
    assertThat(table.wants("")).isFalse();
    put("ce_type", "ignored");
    assertThat(table.isPresent(table.slotOf("ce_id"))).isFalse();
  }

  private void put(String name, String value) {
    byte[] bytes = ("#" + value + "#").getBytes(UTF_8);
    table.put(name, bytes, 1, bytes.length - 2);
  }

  private String text(String name) {
    int slot = table.slotOf(name);
    int start = table.textStart(slot);
    return new String(table.bytes(slot), start, table.textEnd(slot) - start, UTF_8);
  }

  private String value(String name) {
    int slot = table.slotOf(name);
    return new String(table.bytes(slot), table.offset(slot), table.length(slot), UTF_8);
  }
}
