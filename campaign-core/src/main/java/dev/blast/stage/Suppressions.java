package dev.blast.stage;

import dev.blast.audience.Audiences;
import dev.blast.audience.Revision;
import dev.blast.campaign.AudienceSource;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The people never to reach, as hashes. A list must be readable to its last line: a row that is not
 * might name somebody. Not thread-safe.
 */
final class Suppressions {

  private final PeopleHash people;
  private final List<SuppressionList> lists = new ArrayList<>();

  private Suppressions(PeopleHash people) {
    this.people = people;
  }

  /** Reads the lists of a campaign; what is wrong with them is added to the problems. */
  static Suppressions load(
      Campaign campaign, Audiences files, PeopleHash people, List<Problem> problems) {
    Suppressions suppressions = new Suppressions(people);
    AudienceSource source = campaign.audience();
    for (AudienceSource.Suppression list : source.suppressions()) {
      SuppressionList.load(list, source.delimiter(), files.at(list.uri()), people, problems)
          .ifPresent(suppressions.lists::add);
    }
    return suppressions;
  }

  /** What the lists held that were read, in the campaign's order. */
  List<Revision> revisions() {
    return lists.stream().map(SuppressionList::revision).toList();
  }

  boolean isEmpty() {
    return lists.isEmpty();
  }

  /** What the operator should know of the lists, a sentence each. */
  List<String> notes() {
    return lists.stream().flatMap(list -> list.notes().stream()).toList();
  }

  /** Whether a list names a recipient; counts it for each list that does. */
  boolean name(long id, long address) {
    boolean named = false;
    for (SuppressionList list : lists) {
      named |= list.names(id, address);
    }
    return named;
  }

  /**
   * What came of the lists, once the audience was read.
   *
   * @param recipients those who are left
   * @param addressesHaveAt whether their addresses look like email addresses
   */
  List<ListUse> uses(Reached recipients, boolean addressesHaveAt) {
    return lists.stream().map(list -> list.use(recipients, people, addressesHaveAt)).toList();
  }
}
