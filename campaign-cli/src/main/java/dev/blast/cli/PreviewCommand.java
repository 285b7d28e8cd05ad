package dev.blast.cli;

import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Rendering;
import dev.blast.campaign.Rendering.Rendered;
import dev.blast.local.LocalBlast;
import dev.blast.local.RunFolders;
import dev.blast.local.ShellCommand;
import dev.blast.queue.Recipient;
import dev.blast.stage.ShardRow;
import dev.blast.text.CleanText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Renders the message for real rows. */
@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the message as a recipient will read it.",
      "Without --row or --id: the first recipient. Sends nothing."
    })
final class PreviewCommand implements Callable<Integer> {

  @ParentCommand private Blast blast;
  @Mixin private CampaignParameter campaign;

  @ArgGroup private @Nullable Choice choice;

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  /** Which row to show. */
  static final class Choice {
    @Option(
        names = "--row",
        paramLabel = "N",
        description = "The Nth row of the audience, from 1; the header is not counted.")
    private int row;

    @Option(names = "--id", paramLabel = "X", description = "The row with this recipient id.")
    private @Nullable String id;
  }

  @Override
  public Integer call() {
    CampaignFile file = campaign.read();
    LocalBlast local = new LocalBlast(RunFolders.DEFAULT, blast.clock());
    ShardRow row =
        ScratchFolder.with(
                folder -> new AudienceSearch(file, campaign.name(), local, folder).first(wanted()))
            .orElseThrow(() -> new BadInput(notFound(file)));
    switch (row) {
      case ShardRow.Wanted(Recipient recipient) -> show(file, recipient);
      case ShardRow.Excluded excluded ->
          throw new BadInput(
              "line %d gets no message: it is %s (%s)."
                  .formatted(excluded.line(), excluded.exclusion().word(), excluded.reason()));
    }
    return ExitCode.BALANCED.code();
  }

  private Predicate<AudienceSearch.Numbered> wanted() {
    Choice chosen = choice;
    if (chosen == null) {
      return each -> each.row() instanceof ShardRow.Wanted;
    }
    String asked = chosen.id;
    if (asked == null) {
      return each -> each.number() == chosen.row;
    }
    String id = CleanText.of(asked);
    return each -> each.recipientId().equals(id);
  }

  private String notFound(CampaignFile file) {
    String audience = file.campaign().audience().uri();
    Choice chosen = choice;
    if (chosen == null) {
      return audience
          + " has no recipient; to see why: "
          + ShellCommand.blast("stage").with(campaign.path());
    }
    String id = chosen.id;
    return id == null
        ? audience + " has no row " + chosen.row + "; rows are counted from 1, without the header."
        : audience + " has no recipient " + id + "; check the id.";
  }

  private void show(CampaignFile file, Recipient recipient) {
    Rendered message = Rendering.of(file.campaign()).render(recipient.values());
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("line", recipient.line());
      facts.put("id", recipient.id());
      facts.put("address", recipient.address());
      facts.put("subject", message.subject());
      facts.put("body", message.body());
      facts.put("coupon", message.coupon());
      blast.terminal().json(facts);
      return;
    }
    blast.terminal().fact("To       " + recipient.id() + " at " + recipient.address());
    if (!message.subject().isEmpty()) {
      blast.terminal().fact("Subject  " + message.subject());
    }
    blast.terminal().fact("");
    blast.terminal().fact(message.body());
  }
}
