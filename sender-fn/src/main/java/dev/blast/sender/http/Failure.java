package dev.blast.sender.http;

import java.util.Locale;

/** Why a request has no answer, in classes. */
public enum Failure {
  /** There is no such host. */
  UNKNOWN_HOST,
  /** The certificate is expired, for another host, or of an issuer that is not trusted. */
  UNTRUSTED_CERTIFICATE,
  /** The URL is https, and the server speaks no TLS. */
  NO_TLS,
  /** What the server says is not HTTP; TLS, where the URL is http. */
  NO_HTTP,
  /** The proxy refuses to reach the server; it answered with a status. */
  PROXY_HTTP,
  /** Nothing listens. */
  CONNECT_REFUSED,
  /** No connection in time. */
  CONNECT_TIMEOUT,
  /** The TLS handshake failed for another reason than the certificate. */
  TLS_FAILED,
  /** No connection, or it broke before anything was written. */
  CONNECT_FAILED,
  /** Something was written, and there was no complete answer in time. */
  TIMEOUT,
  /** Something was written, and the connection broke before the answer was complete. */
  CONNECTION_LOST;

  /** Lower case, with hyphens. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
