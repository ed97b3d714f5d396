package dev.weir.demo;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Instruments of the National Stock Exchange of India: few are traded much, many a little. */
final class Market {
  /** Most traded first. */
  static final List<String> SYMBOLS =
      List.of(
          "RELIANCE",
          "HDFCBANK",
          "ICICIBANK",
          "INFY",
          "TCS",
          "SBIN",
          "BHARTIARTL",
          "ITC",
          "AXISBANK",
          "KOTAKBANK",
          "LT",
          "TATAMOTORS",
          "BAJFINANCE",
          "HINDUNILVR",
          "MARUTI",
          "SUNPHARMA",
          "M&M",
          "TATASTEEL",
          "NTPC",
          "POWERGRID",
          "TITAN",
          "ULTRACEMCO",
          "WIPRO",
          "HCLTECH",
          "ADANIENT",
          "ADANIPORTS",
          "ASIANPAINT",
          "BAJAJ-AUTO",
          "BAJAJFINSV",
          "BEL",
          "CIPLA",
          "COALINDIA",
          "DRREDDY",
          "EICHERMOT",
          "GRASIM",
          "HEROMOTOCO",
          "HINDALCO",
          "INDUSINDBK",
          "JSWSTEEL",
          "NESTLEIND",
          "ONGC",
          "SBILIFE",
          "SHRIRAMFIN",
          "TECHM",
          "TRENT");

  private static final double PAISA = 0.05;

  private final RandomGenerator random;
  private final double[] cumulated = new double[SYMBOLS.size()];
  private final double[] prices = new double[SYMBOLS.size()];

  Market(RandomGenerator random) {
    this.random = random;
    double sum = 0;
    for (int i = 0; i < cumulated.length; i++) {
      // Zipf's law with a flattened head.
      sum += 1 / (i + 3.0);
      cumulated[i] = sum;
      prices[i] = 100 + random.nextDouble() * 3900;
    }
  }

  /** The index of the symbol that trades next. */
  int next() {
    double point = random.nextDouble() * cumulated[cumulated.length - 1];
    int i = 0;
    while (cumulated[i] <= point) {
      i++;
    }
    return i;
  }

  /** Moves the symbol's price at random and returns it, in rupees with two decimals. */
  String price(int symbol) {
    double moved = prices[symbol] * (1 + 0.0003 * random.nextGaussian());
    prices[symbol] = Math.max(1, moved);
    return String.format(Locale.ROOT, "%.2f", Math.round(prices[symbol] / PAISA) * PAISA);
  }
}
