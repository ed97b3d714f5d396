package dev.weir.app;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command: options, which may stand anywhere and have their value behind them or
 * after an equals sign, and operands.
 *
 * @param operands what is no option, in order
 * @param options by name, with an empty value for a flag
 * @param mistake the first thing that is wrong, in one line; null when nothing is
 */
record Arguments(List<String> operands, Map<String, String> options, @Nullable String mistake) {

  /**
   * Takes arguments apart.
   *
   * @param command its name, for the mistakes
   * @param valued options with a value: name, and what it is in words
   * @param flags options without one
   */
  static Arguments parse(
      String command, List<String> arguments, Map<String, String> valued, Set<String> flags) {
    var operands = new ArrayList<String>();
    var options = new HashMap<String, String>();
    var left = new ArrayDeque<>(arguments);
    String mistake = null;
    while (!left.isEmpty() && mistake == null) {
      var argument = left.removeFirst();
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      var name = equals < 0 ? argument : argument.substring(0, equals);
      if (!argument.startsWith("-")) {
        operands.add(argument);
      } else if (flags.contains(argument)) {
        options.put(argument, "");
      } else if (!valued.containsKey(name)) {
        mistake = "%s has no option '%s', try --help".formatted(command, name);
      } else {
        var value = equals < 0 ? left.pollFirst() : argument.substring(equals + 1);
        if (value == null || value.isBlank()) {
          mistake = name + " needs " + valued.get(name);
        } else {
          options.put(name, value);
        }
      }
    }
    return new Arguments(List.copyOf(operands), Map.copyOf(options), mistake);
  }

  /** A positive number that an option may have; {@code otherwise} without it, 0 if it is wrong. */
  int count(String option, int most, int otherwise) {
    var text = options.get(option);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      return value > most ? 0 : Math.max(value, 0);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
