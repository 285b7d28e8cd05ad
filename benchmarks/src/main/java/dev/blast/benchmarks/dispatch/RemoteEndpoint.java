package dev.blast.benchmarks.dispatch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** An {@link Endpoint} in another process. Blocks. */
record RemoteEndpoint(int port) {

  /**
   * What it has counted since its start.
   *
   * @param cpuNanos its own
   */
  record Counts(long requests, long messages, long bytes, long cpuNanos) {

    Counts since(Counts before) {
      return new Counts(
          requests - before.requests,
          messages - before.messages,
          bytes - before.bytes,
          cpuNanos - before.cpuNanos);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  String queueUrl() {
    return uri() + "/000000000000/blast";
  }

  Counts counts() throws IOException {
    String[] counts = ask("GET /counts").split(" ");
    return new Counts(
        Long.parseLong(counts[0]),
        Long.parseLong(counts[1]),
        Long.parseLong(counts[2]),
        Long.parseLong(counts[3]));
  }

  void latency(long millis) throws IOException {
    ask("PUT /latency/" + millis);
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private String ask(String line) throws IOException {
    try (Socket socket = connect()) {
      String request = line + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      HttpMessages answers = new HttpMessages(socket.getInputStream());
      if (!answers.next() || !answers.target().equals("200")) {
        throw new IOException("the endpoint did not answer " + line);
      }
      return answers.body();
    }
  }
}
