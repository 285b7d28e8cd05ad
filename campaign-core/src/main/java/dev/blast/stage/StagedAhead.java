package dev.blast.stage;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.blast.audience.AudienceFile;
import dev.blast.audience.Audiences;
import dev.blast.audience.Dialect;
import dev.blast.audience.Revision;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What staging made of a campaign before any run of it, as when it was scheduled. Whoever fires the
 * campaign takes it in place of reading the audience once more, as long as everything that it was
 * made of is what it was, and staging would decide the same.
 *
 * @param campaign SHA-256 of the campaign file's text, hex
 * @param manifest of an audience that is read where it is, in a store that names its revisions
 * @param suppressions what the campaign's lists held that were read, in the campaign's order
 */
public record StagedAhead(String campaign, Manifest manifest, List<Revision> suppressions) {

  /**
   * What staging decides, by the number of its rules ({@link Dialect#LATEST}). The program that
   * fires a campaign may be a later one than the one that scheduled it. Raised with each change of
   * that; a test finds those that are forgotten.
   */
  static final int RULES = Dialect.LATEST;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  /** What of it every version understands; 0 where it is missing. */
  private record Numbered(int format, int rules) {}

  /**
   * @param format that of the manifest
   */
  private record Written(
      int format,
      int rules,
      String campaign,
      @JsonSetter(contentNulls = Nulls.FAIL) List<Revision> suppressions,
      Manifest manifest) {}

  public StagedAhead {
    suppressions = List.copyOf(suppressions);
    if (manifest.tag().isEmpty() || suppressions.stream().anyMatch(list -> list.tag().isEmpty())) {
      throw new IllegalArgumentException("a revision without a name: nobody sees that it changes");
    }
  }

  /**
   * Of a campaign that was staged.
   *
   * @param audience how the store names what was staged
   * @param suppressions how it names what the lists held, in the campaign's order
   */
  public static StagedAhead of(
      CampaignFile file, Manifest manifest, Revision audience, List<Revision> suppressions) {
    return new StagedAhead(digest(file), manifest.withRevision(audience), suppressions);
  }

  /** Whether a campaign can be staged ahead: what was unpacked of an audience belongs to a run. */
  public static boolean suits(Campaign campaign) {
    return !Unpacking.isCompressed(campaign.audience().uri());
  }

  /**
   * What is not as it was, in words; empty when this can be taken. Asks the store about the
   * audience and each list. Blocks; throws {@link UncheckedIOException} when it does not answer.
   *
   * @param files finds the files that the campaign names
   */
  public Optional<String> outdated(CampaignFile file, Audiences files) {
    if (!campaign.equals(digest(file))) {
      return Optional.of(file.origin() + " was edited since it was scheduled");
    }
    List<Suppression> lists = file.campaign().audience().suppressions();
    Optional<String> changed =
        changed(files.at(file.campaign().audience().uri()), manifest.revision());
    for (int i = 0; changed.isEmpty() && i < lists.size(); i++) {
      changed = changed(files.at(lists.get(i).uri()), suppressions.get(i));
    }
    return changed;
  }

  /** Staging says better what is the matter with a file that is not there any more. */
  private static Optional<String> changed(AudienceFile file, Revision then) {
    try {
      return file.look().equals(then)
          ? Optional.empty()
          : Optional.of(file.name() + " was replaced since it was scheduled");
    } catch (IOException gone) {
      return Optional.of(file.name() + " cannot be looked at");
    }
  }

  private static String digest(CampaignFile file) {
    byte[] text = file.text().getBytes(StandardCharsets.UTF_8);
    Sha256 digest = new Sha256();
    digest.update(text, 0, text.length);
    return digest.finish();
  }

  /** As JSON in UTF-8, for {@link #decode}. */
  public byte[] encode() {
    try {
      return MAPPER.writeValueAsBytes(
          new Written(ManifestCodec.FORMAT, RULES, campaign, suppressions, manifest));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * What {@link #encode} wrote, in a version that decides and writes as this one does.
   *
   * @throws UncheckedIOException for anything else; its message says in a sentence why
   */
  public static StagedAhead decode(byte[] json) {
    try {
      Numbered by = MAPPER.readValue(json, Numbered.class);
      if (by == null || by.format() != ManifestCodec.FORMAT || by.rules() != RULES) {
        throw notTaken("another version of Blast staged it", null);
      }
      Written written = MAPPER.readValue(json, Written.class);
      return new StagedAhead(written.campaign(), written.manifest(), written.suppressions());
    } catch (IOException | IllegalArgumentException damaged) {
      throw notTaken("what was staged is damaged", damaged);
    }
  }

  private static UncheckedIOException notTaken(String why, @Nullable Exception cause) {
    return new UncheckedIOException(why, new IOException(cause));
  }
}
