package dev.blast.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.audience.Revision;
import dev.blast.aws.S3Audiences;
import dev.blast.aws.s3.AheadObjects;
import dev.blast.aws.s3.CampaignFolder;
import dev.blast.aws.s3.RunObjects;
import dev.blast.aws.s3.Upload;
import dev.blast.campaign.AudienceSource;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import dev.blast.campaign.Origin;
import dev.blast.campaign.Problem;
import dev.blast.campaign.Schedule;
import dev.blast.run.RunId;
import dev.blast.run.Waiting;
import dev.blast.schedule.ScheduleName;
import dev.blast.schedule.ScheduledCall;
import dev.blast.schedule.Schedules;
import dev.blast.schedule.When;
import dev.blast.stage.Manifest;
import dev.blast.stage.StagedAhead;
import dev.blast.stage.Staging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Campaigns of a stack that fire by themselves: a schedule each, and files in S3. Each upload has a
 * folder of its own, {@code campaigns/<id>/<instant>/}: what an earlier one brought stays as runs
 * and reports know it, and a schedule changes from one whole campaign to another whole one.
 * Thread-safe; blocks.
 */
public final class StackCampaigns {

  private static final String KIND = "campaign";
  private static final String YAML = "application/yaml";
  private static final String JSON_TYPE = "application/json";
  private static final Pattern BUCKET = Pattern.compile("s3://[^/]+/(.*)");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Schedules schedules;
  private final RunObjects objects;
  private final AheadObjects aheads;
  private final InstantSource clock;

  StackCampaigns(Schedules schedules, RunObjects objects, InstantSource clock) {
    this.schedules = schedules;
    this.objects = objects;
    this.aheads = new AheadObjects(objects);
    this.clock = clock;
  }

  /**
   * A campaign that fires by itself.
   *
   * @param campaign its id; the schedule's name where its files are not where Blast puts them
   * @param address of the campaign file; empty where the schedule names none
   */
  public record Scheduled(String campaign, When when, String address) {}

  /**
   * The files of a campaign as they were when somebody looked.
   *
   * @param campaign the campaign file
   * @param others audience and suppression lists of this machine, with the path that the campaign
   *     gives for them; files in S3 are not among them
   */
  public record Seen(CampaignFile campaign, Map<String, Stamp> others) {}

  /**
   * What was staged of them.
   *
   * @param rejects a file with the rows that are no recipients
   */
  public record Staged(Seen seen, Staging.Answer.Staged answer, Path rejects) {}

  /**
   * What a file on disk looks like from outside.
   *
   * @param key what the file system calls it: another for a file that takes its place
   */
  record Stamp(Path path, long size, FileTime modified, String key) {}

  /** A file of the campaign changed since it was staged; nothing is scheduled. */
  public static final class FileChanged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FileChanged(Path file) {
      super(
          file
              + " changed while it was read; nothing was scheduled. Wait until it is complete, and"
              + " try again.");
    }
  }

  /** The schedule of a campaign; empty when it has none. */
  public Optional<Scheduled> find(String campaign) {
    return schedules.find(name(campaign)).map(StackCampaigns::scheduled);
  }

  /** Every campaign that has a schedule, in the order of the schedules' names. */
  public List<Scheduled> all() {
    return schedules.names(KIND + "-").stream()
        // One that fires meanwhile is gone.
        .flatMap(name -> schedules.find(name).stream())
        .map(StackCampaigns::scheduled)
        .toList();
  }

  /** What fires next of each schedule after this instant, the next one first. */
  public List<Waiting> waiting(Instant now) {
    return all().stream()
        .flatMap(
            each ->
                next(each.when(), now)
                    .map(at -> new Waiting(new RunId(each.campaign(), at), each.campaign()))
                    .stream())
        .sorted(Comparator.comparing(each -> each.id().scheduled()))
        .toList();
  }

  private static Optional<Instant> next(When when, Instant now) {
    return switch (when) {
      case When.At(Instant at) -> Optional.of(at).filter(now::isBefore);
      case When.Cron(var expression, var zone) -> new Schedule.Cron(expression, zone).next(now);
      case When.EveryMinute everyMinute -> Optional.empty();
    };
  }

  /** Deletes a campaign's schedule; false when it has none. Its files stay. */
  public boolean delete(String campaign) {
    return schedules.delete(name(campaign));
  }

  /**
   * Where files of the campaign would not be its own: an absolute path, or one that leaves the
   * campaign's folder, would be shared with other campaigns, or overwrite them. Empty when all is
   * well.
   */
  public static List<Problem> problems(CampaignFile file) {
    String folder = "s3://bucket/folder/";
    Origin there = new Origin(folder + "campaign.yaml");
    return paths(file.campaign())
        .filter(path -> !there.resolve(path).startsWith(folder))
        .map(
            path ->
                Problem.of(
                    file.origin().toString(),
                    "the path " + path,
                    "a file beside the campaign file, in a folder there, or s3://…",
                    "put it there: what is uploaded is the campaign's own"))
        .toList();
  }

  /**
   * Looks at the files that the campaign names, before they are staged.
   *
   * @throws UncheckedIOException when one of this machine cannot be looked at
   */
  public static Seen look(CampaignFile file) {
    Map<String, Stamp> others = new LinkedHashMap<>();
    paths(file.campaign()).forEach(path -> others.put(path, stamp(Path.of(file.resolve(path)))));
    return new Seen(file, others);
  }

  private static Stream<String> paths(Campaign campaign) {
    AudienceSource audience = campaign.audience();
    return Stream.concat(
            Stream.of(audience.uri()), audience.suppressions().stream().map(Suppression::uri))
        .filter(uri -> !S3Audiences.covers(uri))
        .distinct();
  }

  private static Stamp stamp(Path path) {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(
          path, found.size(), found.lastModifiedTime(), String.valueOf(found.fileKey()));
    } catch (IOException failed) {
      throw new UncheckedIOException(path + " cannot be read: " + failed, failed);
    }
  }

  /**
   * Uploads a campaign's files, and what was staged of them, and creates its schedule.
   *
   * @param permitted called when all is uploaded, which takes its time, right before the schedule
   *     is; it may refuse by an exception
   * @return where the campaign file is; empty, and no schedule changed, when there is one already
   * @throws FileChanged when a file is not the one that was seen any more
   */
  public Optional<String> create(Staged staged, When when, Runnable permitted) {
    String address = upload(staged);
    permitted.run();
    return schedules.create(call(staged.seen(), when, address)) == Schedules.Created.THERE
        ? Optional.of(address)
        : Optional.empty();
  }

  /**
   * As {@link #create}, in the place of the schedule that is there; empty, and no schedule changed,
   * when there is none.
   */
  public Optional<String> replace(Staged staged, When when, Runnable permitted) {
    String address = upload(staged);
    permitted.run();
    return schedules.replace(call(staged.seen(), when, address))
        ? Optional.of(address)
        : Optional.empty();
  }

  private static ScheduledCall call(Seen seen, When when, String address) {
    return new ScheduledCall(
        name(seen.campaign().campaign().id()),
        when,
        event(address, ScheduledCall.SCHEDULED_TIME),
        Optional.empty(),
        when instanceof When.At);
  }

  /** All of it before the schedule: nothing fires without its files. */
  private String upload(Staged staged) {
    CampaignFile file = staged.seen().campaign();
    CampaignFolder folder = CampaignFolder.of(file.campaign().id(), clock.instant());
    String name = folder.file(fileName(file.origin()));
    Origin there = new Origin(objects.address(name));
    Map<String, Revision> uploaded = new HashMap<>();
    for (Map.Entry<String, Stamp> other : staged.seen().others().entrySet()) {
      String address = there.resolve(other.getKey());
      uploaded.put(
          address, upload(other.getValue(), address.substring(objects.address("").length())));
    }
    objects.put(
        name,
        file.text().getBytes(StandardCharsets.UTF_8),
        file.origin().isJson() ? JSON_TYPE : YAML);
    if (StagedAhead.suits(file.campaign())) {
      aheads.put(folder, ahead(there, staged, uploaded), staged.rejects());
    }
    return there.address();
  }

  /**
   * What the trigger need not stage once more. What was read of this machine has the name that S3
   * gave to the upload.
   *
   * @param uploaded by address
   */
  private static StagedAhead ahead(Origin there, Staged staged, Map<String, Revision> uploaded) {
    CampaignFile file = staged.seen().campaign();
    AudienceSource source = file.campaign().audience();
    Manifest manifest = staged.answer().manifest();
    List<Revision> lists = new ArrayList<>();
    for (Suppression list : source.suppressions()) {
      Revision read = staged.answer().suppressions().get(lists.size());
      lists.add(uploaded.getOrDefault(there.resolve(list.uri()), read));
    }
    Revision audience = uploaded.getOrDefault(there.resolve(source.uri()), manifest.revision());
    return StagedAhead.of(file, manifest, audience, lists);
  }

  private Revision upload(Stamp stamp, String name) {
    try (Upload upload = objects.upload(name, "application/octet-stream")) {
      long copied = Files.copy(stamp.path(), upload);
      if (copied != stamp.size() || !stamp(stamp.path()).equals(stamp)) {
        throw new FileChanged(stamp.path());
      }
      return upload.complete();
    } catch (IOException failed) {
      throw new UncheckedIOException(stamp.path() + " cannot be read: " + failed, failed);
    }
  }

  private static String fileName(Origin origin) {
    String address = origin.address();
    return address.substring(address.lastIndexOf('/') + 1);
  }

  private static ScheduleName name(String campaign) {
    return ScheduleName.of(KIND, campaign);
  }

  /** What the trigger is called with, in one order: equal calls are equal texts. */
  static String event(String address, String scheduledTime) {
    return JSON.createObjectNode()
        .put("campaign", address)
        .put("scheduledTime", scheduledTime)
        .toString();
  }

  private static Scheduled scheduled(ScheduledCall call) {
    String address = address(call.input());
    Matcher stored = BUCKET.matcher(address);
    Optional<CampaignFolder> ours =
        stored.matches() ? CampaignFolder.containing(stored.group(1)) : Optional.empty();
    String campaign = ours.map(CampaignFolder::campaign).orElse(call.name().text());
    return new Scheduled(campaign, call.when(), address);
  }

  private static String address(String input) {
    try {
      return JSON.readTree(input).path("campaign").asText();
    } catch (JsonProcessingException notOurs) {
      return "";
    }
  }
}
