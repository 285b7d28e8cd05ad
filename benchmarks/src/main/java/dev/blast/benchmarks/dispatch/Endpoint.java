package dev.blast.benchmarks.dispatch;

import dev.blast.benchmarks.AcceptLoop;
import dev.blast.benchmarks.Cost;
import dev.blast.benchmarks.dispatch.BatchRequest.Attribute;
import dev.blast.benchmarks.dispatch.BatchRequest.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Answers {@code SendMessageBatch} as SQS does, with ids and MD5 digests that clients check, keeps
 * nothing but counts, and does as little as that takes. {@code GET /counts} answers the counts as
 * {@code requests messages bytes cpuNanos}; {@code PUT /latency/MS} sets how long it waits before
 * an answer.
 *
 * <p>One platform thread for each connection: blocking reads there cost the least CPU. Thread-safe.
 */
public final class Endpoint implements AutoCloseable {

  private static final byte[] SEND = "AmazonSQS.SendMessageBatch".getBytes(StandardCharsets.UTF_8);
  private static final String MESSAGE_ID =
      "\",\"MessageId\":\"4f1c3a52-7d7e-4a3b-9a51-0f6f2f6d9c11\",";
  private static final byte TRANSPORT_STRING = 1;
  private static final String LATENCY = "/latency/";

  private final ServerSocket server;
  private final LongAdder requests = new LongAdder();
  private final LongAdder messages = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private volatile long latencyMillis;

  private Endpoint(ServerSocket server) {
    this.server = server;
  }

  /** An endpoint in a process of its own: writes its port to {@code DIR/port} when it listens. */
  public static void main(String[] args) throws IOException {
    Path dir = Files.createDirectories(Path.of(args[0]));
    Path port = Files.writeString(dir.resolve("port.new"), start().port() + "\n");
    Files.move(port, dir.resolve("port"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Starts one on a free port of loopback; it runs until closed. */
  static Endpoint start() throws IOException {
    Endpoint endpoint = new Endpoint(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()));
    AcceptLoop.start("endpoint", endpoint.server, endpoint::serve);
    return endpoint;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Accepts no more connections; those that are open live on. */
  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      new Connection(socket).serve();
    } catch (IOException gone) {
      // what had arrived whole was counted and answered; a benchmark that misses some fails
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException wrong) {
      System.err.println("endpoint: " + wrong);
    }
  }

  /** One connection; used by one thread. */
  private final class Connection {
    private final HttpMessages in;
    private final OutputStream out;
    private final BatchRequest batch = new BatchRequest();
    private final StringBuilder answer = new StringBuilder(2048);
    private final MessageDigest md5 = md5();
    private long entries;

    Connection(Socket socket) throws IOException {
      this.in = new HttpMessages(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    void serve() throws IOException, InterruptedException {
      while (in.next()) {
        answer.setLength(0);
        if (in.headHas(SEND)) {
          batch();
          if (latencyMillis > 0) {
            Thread.sleep(latencyMillis);
          }
          respond("200 OK");
        } else {
          respond(control(in.target()));
        }
      }
    }

    private void batch() {
      entries = 0;
      answer.append("{\"Successful\":[");
      batch.read(in.buffer(), in.bodyFrom(), in.bodyTo(), this::entry);
      answer.append("]}");
      requests.increment();
      messages.add(entries);
    }

    private void entry(Text id, Text body, SortedMap<String, Attribute> attributes) {
      answer
          .append(entries++ == 0 ? "{\"Id\":\"" : ",{\"Id\":\"")
          .append(id.toString(StandardCharsets.US_ASCII))
          .append(MESSAGE_ID)
          .append("\"MD5OfMessageBody\":\"");
      md5.update(body.bytes(), 0, body.length());
      HexFormat.of().formatHex(answer, md5.digest());
      if (!attributes.isEmpty()) {
        answer.append("\",\"MD5OfMessageAttributes\":\"");
        attributes.forEach(this::digest);
        HexFormat.of().formatHex(answer, md5.digest());
      }
      answer.append("\"}");
      bytes.add(body.length());
    }

    /** "Calculating the MD5 message digest for message attributes", SQS developer guide. */
    private void digest(String name, Attribute attribute) {
      digest(name);
      digest(attribute.type());
      md5.update(TRANSPORT_STRING);
      digest(attribute.value());
    }

    private void digest(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      md5.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
      md5.update(utf8);
    }

    private String control(String target) {
      if (target.equals("/counts")) {
        long cpu = Cost.mark().cpuNanos();
        answer.append(requests).append(' ').append(messages).append(' ').append(bytes);
        answer.append(' ').append(cpu);
        return "200 OK";
      }
      if (target.startsWith(LATENCY)) {
        latencyMillis = Long.parseLong(target.substring(LATENCY.length()));
        return "200 OK";
      }
      System.err.println("endpoint: it was asked for " + target + ", which it does not know");
      return "400 Bad Request";
    }

    private void respond(String status) throws IOException {
      String head =
          "HTTP/1.1 "
              + status
              + "\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: "
              + answer.length()
              + "\r\n\r\n";
      out.write(answer.insert(0, head).toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static MessageDigest md5() {
      try {
        return MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
