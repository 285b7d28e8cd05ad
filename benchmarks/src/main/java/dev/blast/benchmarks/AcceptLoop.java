package dev.blast.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** Gives each connection of a server a thread of its own, until the server is closed. */
public final class AcceptLoop {

  private final String who;
  private final ServerSocket server;
  private final Consumer<Socket> serve;

  private AcceptLoop(String who, ServerSocket server, Consumer<Socket> serve) {
    this.who = who;
    this.server = server;
    this.serve = serve;
  }

  /**
   * Begins to accept, and returns.
   *
   * @param who says so where a connection cannot be accepted
   */
  public static void start(String who, ServerSocket server, Consumer<Socket> serve) {
    AcceptLoop loop = new AcceptLoop(who, server, serve);
    Thread.ofPlatform().name("accept").start(loop::accept);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve.accept(socket));
      } catch (IOException failed) {
        if (!server.isClosed()) {
          System.err.println(who + ": cannot accept: " + failed.getMessage());
        }
      }
    }
  }
}
