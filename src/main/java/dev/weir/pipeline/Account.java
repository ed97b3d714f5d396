package dev.weir.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Hops that are accounted together, nearly always one. A child tells its parent's id but not its
 * stage, so hops that end in one stage share an account; so do those that begin at one, where a
 * parent's child may be in any of several stages.
 *
 * @param hop the position of the first of them in {@link Pipeline#hops}, under which they are shown
 * @param hops the positions of all
 * @param from the stages of the parents
 * @param to the stages of the children
 * @param within the longest of their deadlines
 * @param accounting of the first
 */
public record Account(
    int hop,
    List<Integer> hops,
    List<String> from,
    List<String> to,
    Duration within,
    Hop.Accounting accounting) {

  /** Copies the lists. */
  public Account {
    hops = List.copyOf(hops);
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  /** All accounts of these hops, in the order of their first ones. */
  static List<Account> of(List<Hop> hops) {
    var accounts = new ArrayList<Account>();
    var taken = new LinkedHashSet<Integer>();
    for (int at = 0; at < hops.size(); at++) {
      if (hops.get(at).accounting() != null && !taken.contains(at)) {
        var group = group(hops, at);
        taken.addAll(group);
        accounts.add(of(hops, at, group));
      }
    }
    return accounts;
  }

  private static Account of(List<Hop> hops, int first, Set<Integer> group) {
    var from = new LinkedHashSet<String>();
    var to = new LinkedHashSet<String>();
    var within = Duration.ZERO;
    for (int at : group) {
      var hop = hops.get(at);
      from.add(hop.from());
      to.add(hop.to());
      var deadline = hop.within();
      within = deadline == null || deadline.compareTo(within) < 0 ? within : deadline;
    }
    var accounting = hops.get(first).accounting();
    return new Account(
        first,
        List.copyOf(group),
        List.copyOf(from),
        List.copyOf(to),
        within,
        accounting == null ? Hop.Accounting.DEFAULT : accounting);
  }

  private static Set<Integer> group(List<Hop> hops, int first) {
    var group = new LinkedHashSet<Integer>();
    var open = new ArrayList<Integer>(List.of(first));
    while (!open.isEmpty()) {
      int at = open.removeFirst();
      if (group.add(at)) {
        for (int other = 0; other < hops.size(); other++) {
          if (shares(hops.get(at), hops.get(other))) {
            open.add(other);
          }
        }
      }
    }
    return group;
  }

  private static boolean shares(Hop one, Hop other) {
    var accounting = other.accounting();
    if (accounting == null || one.accounting() == null) {
      return false;
    }
    boolean meets = one.to().equals(other.to()) && isById(one) && isById(other);
    return meets || (one.from().equals(other.from()) && one.anyOf().contains(other.to()));
  }

  private static boolean isById(Hop hop) {
    return hop.accounting() != null && hop.accounting().match() == Hop.Match.ID;
  }
}
