package dev.weir.kafka.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kafka.decode.BodyReader.Outcome;
import dev.weir.monitor.SchemaSource.Format;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protobuf bodies and schemas that are not as they should be, and what stands before a message. */
class ProtoBodyFuzzTest {
  private static final int FUZZ = Integer.getInteger("weir.fuzz", 20_000);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00           | 0a0178 | READ      | /y        | ABSENT | the first message, which has no y
          0204         | 0801   | READ      | /kind     | TEXT GOOD | the third
          06000000     | 0a0178 | READ      | /x        | TEXT x | the one in the one in the first
          040000       | 0a0178 | READ      | /y        | TEXT x | an enum before it does not count
          0a           | 0a0178 | MALFORMED | /x        | ABSENT | breaks off in the indexes
          0208         | 0a0178 | MALFORMED | /x        | ABSENT | there is no fifth
          01           | 0a0178 | MALFORMED | /x        | ABSENT | less than none
          080a06526573756c74 | 0801 | READ  | /kind     | TEXT GOOD | Apicurio's name
          """)
  void whatStandsBeforeTellsTheMessage(
      String header, String message, Outcome outcome, String pointer, String value, String why) {
    var reader = new BodyCase(SchemaStub.with(7, Format.PROTOBUF, ProtoReaderTest.FILE), pointer);
    var body = SchemaStub.body(7, HexFormat.of().parseHex(header + message));
    assertThat(reader.read(body)).as(why).isEqualTo(outcome);
    assertThat(reader.values()).as(why).containsExactly(value);
  }

  @Test
  void anyBytesAreReadInBoundedTimeWithoutThrowing() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    long start = System.nanoTime();
    for (int done = 0; done < FUZZ; ) {
      var random = new Random(seed + done);
      var oracle = new ProtoOracle(random);
      var type = oracle.file();
      var good = ProtoReaderTest.body(oracle.value(type, 3).toByteArray(), 0);
      var reader =
          new BodyCase(
              SchemaStub.with(7, Format.PROTOBUF, oracle.text()), ProtoReaderTest.pointers(random));
      for (int i = 0; i < 50; i++, done++) {
        var bad = Arrays.copyOf(good, random.nextInt(5, good.length + 4));
        for (int hits = random.nextInt(4); hits > 0 && bad.length > 5; hits--) {
          bad[random.nextInt(5, bad.length)] = (byte) random.nextInt();
        }
        reader.read(bad);
        reader.values();
      }
    }
    assertThat((System.nanoTime() - start) / 1_000 / FUZZ).as("µs per body").isLessThan(2_000);
  }

  @Test
  void anyTextIsASchemaOrIsNot() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int run = 0; run < FUZZ / 10; run++) {
      var text = new StringBuilder(ProtoReaderTest.FILE);
      for (int hits = random.nextInt(6); hits > 0; hits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setLength(at);
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, "{}[]();=\"<>,.0a-/*".charAt(random.nextInt(18)));
        }
        text.append(' ');
      }
      var reader = new BodyCase(SchemaStub.with(7, Format.PROTOBUF, text.toString()), "/x");
      reader.read(ProtoReaderTest.body(new byte[] {10, 1, 'x'}, 0));
      assertThat(reader.reader.detail()).as("seed %s", seed).doesNotContain("Exception");
    }
  }

  @Test
  void aSchemaSaysWhereItIsWrong() {
    var reader =
        new BodyCase(SchemaStub.with(7, Format.PROTOBUF, "message A {\n  string = 1;\n}"), "/x");
    assertThat(reader.read(ProtoReaderTest.body(new byte[0], 0))).isEqualTo(Outcome.MALFORMED);
    assertThat(reader.reader.detail()).isEqualTo("in line 2 stands 1 where = should be");
  }
}
