package dev.blast.audience;

import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * An audience on this machine's disk. Its revisions have no names: a time stamp would forbid an
 * operator to put a file back as it was. Thread-safe.
 */
public record LocalFile(Path path) implements AudienceFile {

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public Revision look() throws IOException {
    return new Revision(Files.size(path), "");
  }

  @Override
  public FileStamp stamp() throws IOException {
    return FileStamp.of(Files.readAttributes(path, BasicFileAttributes.class));
  }

  @Override
  public InputStream open(Revision revision, long from, long to) throws IOException {
    Objects.checkFromToIndex(from, to, revision.size());
    if (Files.notExists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    FileInputStream file = new FileInputStream(path.toFile());
    try {
      file.getChannel().position(from);
      return new Part(file, to - from);
    } catch (IOException | RuntimeException failed) {
      file.close();
      throw failed;
    }
  }

  private static final class Part extends FilterInputStream {

    private long left;

    Part(InputStream in, long length) {
      super(in);
      left = length;
    }

    @Override
    public int read() throws IOException {
      if (left <= 0) {
        return -1;
      }
      int read = in.read();
      left -= read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left <= 0) {
        return length == 0 ? 0 : -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
      long skipped = in.skip(Math.min(wanted, left));
      left -= skipped;
      return skipped;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
