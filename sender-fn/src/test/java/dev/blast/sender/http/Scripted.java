package dev.blast.sender.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on bare sockets that does what a script says, connection by connection. */
final class Scripted implements AutoCloseable {

  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";

  private final ServerSocket server;
  private final Session session;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** What happens on a connection, which is closed afterwards. */
  interface Session {
    void serve(Connection connection) throws IOException, InterruptedException;
  }

  /** One connection, seen from the server. */
  final class Connection {
    private final Socket socket;
    private final InputStream in;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      // what it says is there when it has said it
      socket.setTcpNoDelay(true);
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** The head of the next request, whose body is read; empty at the end. */
    String request() throws IOException {
      StringBuilder head = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        head.append((char) c);
        if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
          body(head.toString());
          requests.add(head.toString());
          return head.toString();
        }
      }
      return "";
    }

    private void body(String head) throws IOException {
      for (String line : head.split("\r\n", -1)) {
        if (line.startsWith("Content-Length: ")) {
          int length = Integer.parseInt(line.substring("Content-Length: ".length()));
          if (in.readNBytes(length).length < length) {
            throw new IOException("cut");
          }
        }
      }
    }

    void say(String words) throws IOException {
      socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    }

    Socket socket() {
      return socket;
    }

    InputStream in() {
      return in;
    }
  }

  Scripted(Session session) {
    this(session, plain());
  }

  Scripted(Session session, ServerSocket server) {
    this.session = session;
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  private static ServerSocket plain() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  URI url() {
    return url("http", "127.0.0.1");
  }

  URI url(String scheme, String host) {
    return URI.create(scheme + "://" + host + ":" + server.getLocalPort() + "/send");
  }

  /** Heads of all requests that were read whole. */
  List<String> requests() {
    return requests;
  }

  List<Connection> connections() {
    return new ArrayList<>(connections);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Connection connection = new Connection(socket);
      connections.add(connection);
      session.serve(connection);
    } catch (IOException | InterruptedException gone) {
      // it ends as the script wanted it
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Connection connection : connections) {
        connection.socket().close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
