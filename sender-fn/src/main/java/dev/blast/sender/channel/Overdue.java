package dev.blast.sender.channel;

import org.apache.hc.client5.http.classic.methods.HttpPost;

/** Ends a request whose time is up, and remembers that it did. */
final class Overdue implements Runnable {

  private final HttpPost request;
  private volatile boolean passed;

  Overdue(HttpPost request) {
    this.request = request;
  }

  @Override
  public void run() {
    passed = true;
    request.cancel();
  }

  boolean passed() {
    return passed;
  }
}
