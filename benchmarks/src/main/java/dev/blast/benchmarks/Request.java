package dev.blast.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the provider wants to know of an HTTP/1.1 request.
 *
 * @param line method, target and version
 * @param idempotencyKey empty when there is none
 */
record Request(String line, String idempotencyKey) {

  /**
   * Reads requests from one connection, one after the other. Only what a benchmark needs: a body
   * has a {@code Content-Length}, and all headers fit into 16 KiB. Not thread-safe.
   */
  static final class Reader {
    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int from;
    private int to;

    Reader(InputStream in) {
      this.in = in;
    }

    /**
     * The next request, once all of it has arrived; empty when the client closed the connection
     * between two. Blocks.
     *
     * @throws IOException when the connection breaks within a request, or it is not one
     */
    Optional<Request> next() throws IOException {
      String line = line();
      if (line.isEmpty()) {
        return Optional.empty();
      }
      String key = "";
      long length = 0;
      for (String header = line(); !header.isEmpty(); header = line()) {
        int colon = header.indexOf(':');
        if (named(header, colon, "idempotency-key")) {
          key = header.substring(colon + 1).strip();
        } else if (named(header, colon, "content-length")) {
          length = Long.parseLong(header.substring(colon + 1).strip());
        } else if (named(header, colon, "transfer-encoding")) {
          throw new IOException("a chunked body: " + line);
        }
      }
      skip(length);
      return Optional.of(new Request(line, key));
    }

    private static boolean named(String header, int colon, String name) {
      return colon == name.length() && header.regionMatches(true, 0, name, 0, colon);
    }

    /** Without its CR LF; empty at the end of the headers, and of the connection. */
    private String line() throws IOException {
      int seen = from;
      while (true) {
        for (; seen < to; seen++) {
          if (buffer[seen] == '\n') {
            int end = seen > from && buffer[seen - 1] == '\r' ? seen - 1 : seen;
            String line = new String(buffer, from, end - from, StandardCharsets.UTF_8);
            from = seen + 1;
            return line;
          }
        }
        int moved = from;
        if (!fill()) {
          return "";
        }
        seen -= moved;
      }
    }

    /** Reads more behind what is left, which it moves to the front; false at the end. */
    private boolean fill() throws IOException {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
      if (to == buffer.length) {
        throw new IOException(
            "headers beyond 16 KiB: " + Arrays.toString(Arrays.copyOf(buffer, 64)));
      }
      int read = in.read(buffer, to, buffer.length - to);
      if (read < 0) {
        if (to > 0) {
          throw new EOFException("closed within a request");
        }
        return false;
      }
      to += read;
      return true;
    }

    private void skip(long length) throws IOException {
      int buffered = (int) Math.min(length, to - from);
      from += buffered;
      in.skipNBytes(length - buffered);
    }
  }
}
