package dev.blast.scheduler;

import dev.blast.audience.AudienceFile;
import dev.blast.audience.Revision;
import java.io.IOException;
import java.io.InputStream;

/** An audience that nobody reads. */
final class NoFile implements AudienceFile {

  @Override
  public String name() {
    return "people.csv";
  }

  @Override
  public Revision look() throws IOException {
    throw new IOException("nobody reads it");
  }

  @Override
  public InputStream open(Revision revision, long from, long to) throws IOException {
    throw new IOException("nobody reads it");
  }
}
