package dev.blast.benchmarks.dispatch;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * The floor: requests made beforehand, written to sockets that stay open, and answers read. Nothing
 * is encoded, signed or checked; a platform thread for each connection.
 */
final class BareSockets implements Contender {

  private static final Pattern ACKNOWLEDGED = Pattern.compile("\"MD5OfMessageBody\"");

  private final Bodies bodies;
  private final List<byte[]> requests = new ArrayList<>();
  private final List<Socket> connections = new ArrayList<>();

  BareSockets(Bodies bodies, RemoteEndpoint endpoint, int inFlight) throws IOException {
    this.bodies = bodies;
    for (int i = 0; i < bodies.texts().size() / Bodies.BATCH; i++) {
      requests.add(request(bodies.batch(i).texts(), endpoint));
    }
    for (int i = 0; i < inFlight; i++) {
      connections.add(endpoint.connect());
    }
  }

  /** With the headers the SDK sends too. */
  private static byte[] request(List<String> texts, RemoteEndpoint endpoint) {
    StringBuilder json =
        new StringBuilder("{\"QueueUrl\":\"" + endpoint.queueUrl() + "\",\"Entries\":[");
    for (int i = 0; i < texts.size(); i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"Id\":\"" + i + "\",\"MessageBody\":\"")
          .append(texts.get(i).replace("\\", "\\\\").replace("\"", "\\\""))
          .append("\"}");
    }
    byte[] body = json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    String head =
        """
        POST / HTTP/1.1
        Host: 127.0.0.1:%d
        amz-sdk-invocation-id: 2cc66e29-6f10-9ea2-1f1b-d9a4a4d2a4b6
        amz-sdk-request: attempt=1; max=3
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/us-east-1/sqs/aws4_request, SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-date;x-amz-target, Signature=%s
        Content-Type: application/x-amz-json-1.0
        X-Amz-Date: 20261124T120000Z
        X-Amz-Target: AmazonSQS.SendMessageBatch
        Content-Length: %d
        Connection: Keep-Alive

        """
            .formatted(endpoint.port(), "0".repeat(64), body.length);
    byte[] first = head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] all = java.util.Arrays.copyOf(first, first.length + body.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    return all;
  }

  @Override
  public String name() {
    return "bare sockets";
  }

  @Override
  public long recipients() {
    return bodies.messages();
  }

  @Override
  public long send() throws Exception {
    AtomicLong next = new AtomicLong();
    List<Future<Long>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections.size())) {
      for (Socket connection : connections) {
        sent.add(threads.submit(() -> send(connection, next)));
      }
    }
    long messages = 0;
    for (Future<Long> each : sent) {
      messages += each.get();
    }
    return messages;
  }

  private long send(Socket connection, AtomicLong next) throws IOException {
    HttpMessages answers = new HttpMessages(connection.getInputStream());
    long sent = 0;
    for (long i = next.getAndIncrement(); i < bodies.batches(); i = next.getAndIncrement()) {
      connection.getOutputStream().write(requests.get((int) (i % requests.size())));
      if (!answers.next()) {
        throw new IOException("the endpoint closed a connection");
      }
      if (sent == 0 && ACKNOWLEDGED.matcher(answers.body()).results().count() != Bodies.BATCH) {
        throw new IOException("not a batch's answer: " + answers.body());
      }
      sent += Bodies.BATCH;
    }
    return sent;
  }

  @Override
  public void close() {
    for (Socket connection : connections) {
      try {
        connection.close();
      } catch (IOException gone) {
        // it is to go
      }
    }
  }
}
