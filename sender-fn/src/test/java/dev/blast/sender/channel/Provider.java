package dev.blast.sender.channel;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider on a bare socket, so that it can also do what no HTTP server would. */
final class Provider implements AutoCloseable {

  private final ServerSocket server;
  private final Session session;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  /** Headers by their lower-case names. */
  record Request(String line, Map<String, String> headers, String body) {}

  /** Writes an answer, or fails to. */
  interface Behaviour {
    void answer(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  /** What happens on one connection; it is closed afterwards. */
  interface Session {
    void serve(InputStream in, OutputStream out) throws IOException, InterruptedException;
  }

  Provider(Behaviour behaviour) {
    this.session = (in, out) -> serve(in, out, behaviour);
    this.server = listening();
    Thread.ofVirtual().start(this::accept);
  }

  private Provider(Session session, ServerSocket server) {
    this.session = session;
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  private static ServerSocket listening() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A provider that always writes this; lines end in CR LF. */
  static Provider answering(String... lines) {
    byte[] answer = String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8);
    return new Provider((request, out) -> out.write(answer));
  }

  static Provider answeringStatus(int status, String... headers) {
    return answering(
        "HTTP/1.1 " + status + " Whatever secret@example.org",
        String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "Content-Length: 2",
        "",
        "{}");
  }

  /** One that does this on every connection. */
  static Provider serving(Session session) {
    return new Provider(session, listening());
  }

  /** One that says this as soon as it is spoken to, whatever is said, and closes. */
  static Provider speaking(String words) {
    return serving(
        (in, out) -> {
          if (in.read() >= 0) {
            out.write(words.getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
        });
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/send");
  }

  List<Request> requests() {
    return requests;
  }

  int connections() {
    return connections.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      session.serve(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
    } catch (IOException | InterruptedException gone) {
      // the connection ends as the behaviour wanted it
    }
  }

  private void serve(InputStream in, OutputStream out, Behaviour behaviour)
      throws IOException, InterruptedException {
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      Request request = read(line, in);
      requests.add(request);
      behaviour.answer(request, out);
      out.flush();
    }
  }

  private static Request read(String line, InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      if (colon < 0) {
        throw new IOException("not HTTP");
      }
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Request(line, headers, new String(body, StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
