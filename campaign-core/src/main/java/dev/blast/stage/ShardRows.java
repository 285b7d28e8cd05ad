package dev.blast.stage;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Dialect;
import dev.blast.audience.HeaderRow;
import dev.blast.audience.Layout;
import dev.blast.audience.RecordScanner;
import dev.blast.audience.Revision;
import dev.blast.audience.RevisionGone;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.Problem;
import dev.blast.queue.Recipients;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.List;

/**
 * The rows of a frozen audience, shard by shard, as staging saw them. Thread-safe; the iterators it
 * gives are not.
 */
public final class ShardRows {

  private final AudienceFile file;
  private final byte delimiter;
  private final Dialect dialect;
  private final Layout layout;
  private final Revision revision;

  /**
   * @throws IllegalArgumentException when the manifest is not one of this campaign
   */
  public ShardRows(Campaign campaign, Manifest manifest, AudienceFile file) {
    this.file = file;
    this.revision = manifest.revision();
    this.delimiter = (byte) campaign.audience().delimiter();
    HeaderRow header =
        new HeaderRow(
            file.name(), 1, campaign.audience().delimiter(), manifest.header(), manifest.dialect());
    this.dialect = manifest.dialect();
    this.layout =
        switch (Layout.bind(header, campaign)) {
          case Layout.Binding.Bound(Layout bound) -> bound;
          case Layout.Binding.Unbound(List<Problem> problems) ->
              throw new IllegalArgumentException("not this campaign's manifest: " + problems);
        };
  }

  /**
   * The rows of a shard in the order of the audience. Reads the shard's bytes into memory and
   * checks them first; blocks while it does. The iterator throws {@link IllegalStateException} at
   * its end when it did not find the rows and recipients that staging counted.
   *
   * @throws AudienceChanged when the bytes are not those that were staged, or are not there
   * @throws UncheckedIOException when the file cannot be read
   */
  public Iterator<ShardRow> of(ShardPlan shard) {
    return new ShardIterator(cursor(shard));
  }

  /** The recipients alone, as {@link #of} reads them. */
  public Recipients recipients(ShardPlan shard) {
    return cursor(shard);
  }

  private ShardCursor cursor(ShardPlan shard) {
    byte[] bytes = bytes(shard);
    Sha256 digest = new Sha256();
    digest.update(bytes, 0, bytes.length);
    if (!digest.finish().equals(shard.digest())) {
      throw AudienceChanged.of(file.name(), "other content from line " + shard.firstLine() + " on");
    }
    RecordScanner scanner =
        new RecordScanner(bytes, delimiter, dialect, shard.from(), shard.firstLine());
    return new ShardCursor(shard, scanner, new RowReader(layout, dialect));
  }

  private byte[] bytes(ShardPlan shard) {
    try (InputStream in = file.open(revision, shard.from(), shard.to())) {
      return in.readNBytes(Math.toIntExact(shard.to() - shard.from()));
    } catch (NoSuchFileException gone) {
      throw AudienceChanged.of(file.name(), Unpacking.missing(gone));
    } catch (RevisionGone replaced) {
      throw AudienceChanged.of(file.name(), "another file in its place");
    } catch (IOException failed) {
      String problem = Unpacking.problem(file.name(), failed).toString();
      throw new UncheckedIOException(problem, failed);
    }
  }
}
