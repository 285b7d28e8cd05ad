package dev.blast.audience;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;

/** A store in memory, for tests, that names the content of a file by the content. */
public final class MemoryAudiences implements Audiences {

  private final Map<String, String> files = new HashMap<>();

  /** From now on the file holds this. */
  public void put(String name, String text) {
    files.put(name, text);
  }

  /** From now on there is no such file. */
  public void remove(String name) {
    var before = files.remove(name);
  }

  /** What a file holds; a failed assertion where there is none. */
  public Revision look(String name) {
    try {
      return at(name).look();
    } catch (IOException gone) {
      throw new AssertionError(gone);
    }
  }

  @Override
  public AudienceFile at(String name) {
    return new AudienceFile() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Revision look() throws IOException {
        String text = text();
        return new Revision(text.getBytes(UTF_8).length, text);
      }

      @Override
      public InputStream open(Revision revision, long from, long to) throws IOException {
        return new ByteArrayInputStream(text().getBytes(UTF_8), (int) from, (int) (to - from));
      }

      private String text() throws IOException {
        String text = files.get(name);
        if (text == null) {
          throw new NoSuchFileException(name);
        }
        return text;
      }
    };
  }
}
