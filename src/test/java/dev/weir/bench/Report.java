package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Fills results into a page: between {@code <!-- bench NAME -->} and {@code <!-- end -->}. */
final class Report {
  private static final Pattern PLACE =
      Pattern.compile("(<!-- bench ([a-z]+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

  private Report() {}

  /**
   * Fills in those of the named results that are in the folder, and leaves the others as they are.
   *
   * @return the names of what was filled in
   */
  static List<String> fill(Path page, Path folder, List<String> names) throws IOException {
    var filled = new ArrayList<String>();
    var text = new StringBuilder();
    var place = PLACE.matcher(Files.readString(page));
    while (place.find()) {
      var file = folder.resolve(place.group(2) + ".json");
      if (names.contains(place.group(2)) && Files.exists(file)) {
        filled.add(place.group(2));
        place.appendReplacement(
            text,
            Matcher.quoteReplacement(
                place.group(1) + markdown(Result.read(file)) + place.group(3)));
      } else {
        place.appendReplacement(text, Matcher.quoteReplacement(place.group()));
      }
    }
    Files.writeString(page, place.appendTail(text));
    return filled;
  }

  /** The conditions as a sentence, and the table. */
  static String markdown(Result result) {
    var conditions =
        result.conditions().entrySet().stream()
            .map(condition -> condition.getKey() + ": " + condition.getValue())
            .collect(Collectors.joining("; "));
    return conditions + ".\n\n" + new Table(result.rows()).markdown();
  }
}
