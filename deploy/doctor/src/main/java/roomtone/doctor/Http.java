package roomtone.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Calls a server by HTTP, and reads its clock from the answers. */
final class Http {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** The header Date has whole seconds. */
  private static final Duration RESOLUTION = Duration.ofSeconds(1);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final Clocks clocks;

  Http(Clocks clocks) {
    this.clocks = clocks;
  }

  /**
   * Calls an address.
   *
   * @param whose clock the answer tells
   * @throws IOException when there is no answer; its message says why, in plain words
   */
  HttpResponse<String> get(String whose, URI address, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER);
    headers.forEach(request::header);
    Instant sent = clocks.now();
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      Instant received = clocks.now();
      date(answer).ifPresent(date -> clocks.heard(whose, date, sent, received, RESOLUTION));
      return answer;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("the check was interrupted", interrupted);
    } catch (IOException failure) {
      throw new IOException(reason(failure), failure);
    }
  }

  /** When the answer was made; a cache says how long it has had it. */
  private static Optional<Instant> date(HttpResponse<?> answer) {
    long age = answer.headers().firstValue("Age").map(Http::seconds).orElse(0L);
    return answer.headers().firstValue("Date").flatMap(Http::date).map(d -> d.plusSeconds(age));
  }

  /** The time of a header Date; empty when it has another form. */
  static Optional<Instant> date(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException malformed) {
      return Optional.empty();
    }
  }

  private static long seconds(String age) {
    return age.matches("\\d{1,9}") ? Long.parseLong(age) : 0;
  }

  /** Why a call failed. */
  static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
        return "its host is unknown";
      } else if (cause instanceof HttpTimeoutException || cause instanceof SocketTimeoutException) {
        return "it does not answer in time";
      } else if (cause instanceof SSLException) {
        return "TLS failed (" + cause.getMessage() + ")";
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        return "nobody answers there";
      }
    }
    return String.valueOf(failure.getMessage());
  }
}
