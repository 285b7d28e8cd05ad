package dev.blast.stage;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blast.audience.AudienceFile;
import dev.blast.audience.Audiences;
import dev.blast.audience.Revision;
import dev.blast.campaign.AudienceSource.Suppression;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What staging made of a campaign before any run of it, as when it was scheduled. Whoever fires the
 * campaign takes it in place of reading the audience once more, as long as everything that it was
 * made of is what it was.
 *
 * @param campaign SHA-256 of the campaign file's text, hex
 * @param manifest of an audience that is read where it is, in a store that names its revisions
 * @param suppressions what the campaign's lists held, in the campaign's order
 */
public record StagedAhead(String campaign, Manifest manifest, List<Revision> suppressions) {

  private static final int FORMAT = 1;
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

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
   * @param suppressions what the lists held, in the campaign's order, as seen before they were read
   */
  public static StagedAhead of(
      CampaignFile file, Manifest manifest, Revision audience, List<Revision> suppressions) {
    return new StagedAhead(digest(file), manifest.of(audience), suppressions);
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
      return Optional.of(file.origin() + " was edited");
    }
    List<Suppression> lists = file.campaign().audience().suppressions();
    if (lists.size() != suppressions.size()) {
      return Optional.of("there are other suppression lists");
    }
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
          : Optional.of(file.name() + " was replaced");
    } catch (IOException gone) {
      return Optional.of(file.name() + " cannot be looked at: " + gone.getMessage());
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
      ObjectNode root = MAPPER.createObjectNode().put("format", FORMAT).put("campaign", campaign);
      root.set("suppressions", MAPPER.valueToTree(suppressions));
      root.set("manifest", MAPPER.readTree(ManifestCodec.encode(manifest)));
      return MAPPER.writeValueAsBytes(root);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What {@link #encode} wrote; throws {@link UncheckedIOException} for anything else. */
  public static StagedAhead decode(byte[] json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      if (root.path("format").asInt() != FORMAT) {
        throw new IOException("format " + root.path("format") + ", not " + FORMAT);
      }
      return new StagedAhead(
          root.path("campaign").asText(),
          ManifestCodec.decode(MAPPER.writeValueAsBytes(root.path("manifest"))),
          List.of(MAPPER.treeToValue(root.path("suppressions"), Revision[].class)));
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    } catch (IllegalArgumentException damaged) {
      throw new UncheckedIOException(new IOException(damaged));
    }
  }
}
