package dev.blast.aws.s3;

import dev.blast.audience.Audiences;
import dev.blast.audience.Revision;
import dev.blast.run.RunId;
import dev.blast.stage.WorkingCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/**
 * Unpacked audiences in S3, each under a name of its own: of two stagings of a run the one whose
 * manifest is frozen says which copy counts, and neither can replace the other's. Thread-safe.
 */
public final class S3Copies implements WorkingCopy.Store {

  private final RunObjects objects;
  private final Audiences files;
  private final RunId run;

  /**
   * @param files reads objects of S3
   */
  public S3Copies(RunObjects objects, Audiences files, RunId run) {
    this.objects = objects;
    this.files = files;
    this.run = run;
  }

  @Override
  public WorkingCopy begin() {
    String name = RunObjects.of(run, "audience-" + UUID.randomUUID() + ".csv");
    return new Copy(objects.upload(name, RunObjects.CSV), objects.address(name));
  }

  private final class Copy implements WorkingCopy {

    private final Upload upload;
    private final String address;

    Copy(Upload upload, String address) {
      this.upload = upload;
      this.address = address;
    }

    @Override
    public void add(byte[] bytes, int from, int to) {
      try {
        upload.write(bytes, from, to - from);
      } catch (IOException closed) {
        throw new UncheckedIOException(closed);
      }
    }

    @Override
    public Kept keep() {
      Revision kept = upload.complete();
      return new Kept(files.at(address), address, kept);
    }

    @Override
    public void close() {
      upload.close();
    }
  }
}
