package dev.blast.stage;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Revision;
import dev.blast.campaign.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Compares an audience with the manifest that froze it. */
public final class Freeze {

  private static final int BUFFER = 256 * 1024;

  private Freeze() {}

  /**
   * Asks the audience's store whether its content is still the one it named at staging; where it
   * names none, as on disk, reads the whole audience and digests it again. Blocks; about two
   * seconds per gigabyte that is read.
   *
   * @return what is different; empty when nothing is
   */
  public static Optional<Problem> verify(Manifest manifest, AudienceFile file) {
    try {
      Revision now = file.look();
      if (now.size() != manifest.size()) {
        return changed(file, now.size() + " bytes where there were " + manifest.size());
      }
      if (!now.tag().equals(manifest.tag())) {
        return changed(file, "content " + now.tag() + " where there was " + manifest.tag());
      }
      if (!now.tag().isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = file.open(now, 0, now.size())) {
        return verify(manifest, file, in);
      }
    } catch (NoSuchFileException gone) {
      return changed(file, Unpacking.missing(gone));
    } catch (IOException failed) {
      return Optional.of(Unpacking.problem(file.name(), failed));
    }
  }

  private static Optional<Problem> verify(Manifest manifest, AudienceFile file, InputStream in)
      throws IOException {
    Sha256 part = new Sha256();
    Sha256 whole = new Sha256();
    byte[] buffer = new byte[BUFFER];
    whole.update(digest(in, manifest.headerBytes(), part, buffer));
    for (ShardPlan shard : manifest.shards()) {
      String found = digest(in, shard.to() - shard.from(), part, buffer);
      if (!found.equals(shard.digest())) {
        return changed(file, "other content from line " + shard.firstLine() + " on");
      }
      whole.update(found);
    }
    return whole.finish().equals(manifest.digest())
        ? Optional.empty()
        : changed(file, "another header");
  }

  private static String digest(InputStream in, long length, Sha256 digest, byte[] buffer)
      throws IOException {
    long left = length;
    while (left > 0) {
      int read = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
      if (read == 0) {
        return digest.finish();
      }
      digest.update(buffer, 0, read);
      left -= read;
    }
    return digest.finish();
  }

  private static Optional<Problem> changed(AudienceFile file, String found) {
    return Optional.of(AudienceChanged.changed(file.name(), found));
  }
}
