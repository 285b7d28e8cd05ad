package dev.blast.sender.http;

import dev.blast.sender.http.Proxies.Proxy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.HttpException;

/** Makes connections to one server, through a proxy if there is one. Thread-safe. */
final class Dialer {

  private final String host;
  private final int port;
  private final boolean https;
  private final Optional<Proxy> proxy;
  private final SSLSocketFactory tls;
  private final LongSupplier nanoTime;

  /**
   * @param tls what certificates are trusted
   */
  Dialer(URI url, Optional<Proxy> proxy, SSLSocketFactory tls, LongSupplier nanoTime) {
    this.host = Proxies.bare(url.getHost());
    this.port = Proxies.port(url);
    this.https = "https".equalsIgnoreCase(url.getScheme());
    this.proxy = proxy;
    this.tls = tls;
    this.nanoTime = nanoTime;
  }

  /** A new connection; blocks. The flight uses it from its first step on. */
  Link dial(Flight flight) throws PostFailed {
    SocketChannel channel = connect(flight);
    try {
      Link link = over(channel);
      flight.uses(link::discard);
      return link;
    } catch (PostFailed | RuntimeException failed) {
      close(channel);
      throw failed;
    }
  }

  private Link over(SocketChannel channel) throws PostFailed {
    try {
      if (!https) {
        return Link.over(channel, Optional.empty(), nanoTime);
      }
      if (proxy.isPresent()) {
        tunnel(channel, proxy.get());
      }
      return Link.over(channel, Optional.of(secured(channel)), nanoTime);
    } catch (IOException broken) {
      throw new PostFailed(Failure.CONNECT_FAILED, "the connection broke as it was made");
    }
  }

  private SocketChannel connect(Flight flight) throws PostFailed {
    InetAddress[] addresses = addresses();
    PostFailed last = new PostFailed(Failure.UNKNOWN_HOST, unknown());
    for (InetAddress address : addresses) {
      long left = flight.left().toMillis();
      if (left <= 0) {
        throw new PostFailed(Failure.CONNECT_TIMEOUT, "no connection in time");
      }
      try {
        return connect(address, (int) Math.min(left, Integer.MAX_VALUE), flight);
      } catch (IOException failed) {
        last = notConnected(failed);
      }
    }
    throw last;
  }

  private InetAddress[] addresses() throws PostFailed {
    try {
      return InetAddress.getAllByName(proxy.map(Proxy::host).orElse(host));
    } catch (UnknownHostException unknown) {
      throw new PostFailed(Failure.UNKNOWN_HOST, unknown());
    }
  }

  private String unknown() {
    return proxy.isPresent()
        ? "there is no host "
            + proxy.get().host()
            + ", which "
            + proxy.get().variable()
            + " names as proxy: correct the variable"
        : "there is no host " + host + ": check the URL, and the name server of this machine";
  }

  private SocketChannel connect(InetAddress address, int millis, Flight flight) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      flight.uses(channel);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      InetSocketAddress to = new InetSocketAddress(address, proxy.map(Proxy::port).orElse(port));
      channel.socket().connect(to, millis);
      return channel;
    } catch (IOException | RuntimeException failed) {
      close(channel);
      throw failed;
    }
  }

  private PostFailed notConnected(IOException failed) {
    String where =
        proxy.map(through -> "at the proxy " + through).orElse("at " + host + ":" + port);
    return switch (failed) {
      case SocketTimeoutException _ ->
          new PostFailed(Failure.CONNECT_TIMEOUT, "no connection in time");
      case ConnectException _ ->
          new PostFailed(Failure.CONNECT_REFUSED, "nothing listens " + where);
      default -> new PostFailed(Failure.CONNECT_FAILED, "no connection could be made");
    };
  }

  /** Asks the proxy for a connection to the server: RFC 9110, 9.3.6. */
  private void tunnel(SocketChannel channel, Proxy through) throws IOException, PostFailed {
    String server = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    StringBuilder request = new StringBuilder(128);
    request.append("CONNECT ").append(server).append(" HTTP/1.1\r\nHost: ").append(server);
    through
        .authorization()
        .ifPresent(secret -> request.append("\r\nProxy-Authorization: ").append(secret));
    request.append("\r\n\r\n");
    Link link = Link.over(channel, Optional.empty(), nanoTime);
    link.send(request.toString().getBytes(StandardCharsets.US_ASCII));
    int status;
    try {
      status = link.receiveResponseHeader().getCode();
    } catch (HttpException noHttp) {
      throw new PostFailed(
          Failure.NO_HTTP, "the proxy " + through + " speaks no HTTP: check " + through.variable());
    }
    if (status < 200 || status > 299) {
      throw new PostFailed(
          Failure.PROXY_HTTP,
          "the proxy "
              + through
              + " answered "
              + status
              + (status == 407
                  ? ": check user and password in " + through.variable() + ", then resume"
                  : " when asked for " + server),
          status);
    }
  }

  private SSLSocket secured(SocketChannel channel) throws IOException, PostFailed {
    SSLSocket socket = (SSLSocket) tls.createSocket(channel.socket(), host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
      return socket;
    } catch (SSLException failed) {
      throw notSecured(failed);
    }
  }

  private PostFailed notSecured(SSLException failed) {
    Optional<String> distrust = distrust(failed);
    if (distrust.isPresent()) {
      return new PostFailed(
          Failure.UNTRUSTED_CERTIFICATE,
          "the certificate of " + host + " " + distrust.get() + ", then resume");
    }
    // The only sign that the JDK gives; a test holds it.
    if (String.valueOf(failed.getMessage()).contains("unrecognized SSL message")) {
      return new PostFailed(
          Failure.NO_TLS,
          "the server speaks no TLS on port " + port + ": check the scheme and port of the URL");
    }
    return new PostFailed(Failure.TLS_FAILED, "the TLS handshake failed");
  }

  /** What is wrong with the certificate; empty when the handshake failed for another reason. */
  private static Optional<String> distrust(SSLException failed) {
    Optional<String> fault = Optional.empty();
    // The innermost cause is the most exact one.
    for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
      Optional<String> named = fault(cause);
      fault = named.isPresent() ? named : fault;
    }
    return fault;
  }

  private static Optional<String> fault(Throwable cause) {
    return switch (cause) {
      case CertificateExpiredException _ -> Optional.of("has expired: have it renewed");
      case CertificateNotYetValidException _ ->
          Optional.of("is not valid yet: check it, and the clock of this machine");
      case CertPathBuilderException _ ->
          Optional.of(
              "is of an issuer that is not trusted here: have the server send the whole chain, or"
                  + " add the issuer to Java's trust store");
      case CertPathValidatorException _ ->
          Optional.of("does not stand the check of its chain: have it replaced");
      case CertificateException _ ->
          Optional.of("is for another host: check the host of the URL, or have it replaced");
      default -> Optional.empty();
    };
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException gone) {
      // it is to go
    }
  }
}
