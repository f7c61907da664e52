package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import roomtone.local.gateway.Answer;
import roomtone.local.gateway.Json;
import roomtone.local.gateway.Part;
import roomtone.local.gateway.Request;

/**
 * The mails of the local system, which leave it for nowhere: they are written to its log and can be
 * read here. Served as JSON, which is not part of Supabase, to programs of this machine and not to
 * pages: who reads a mail can sign in as its receiver.
 */
public final class Mailbox implements Part {

  /** The path at which the mails are served: GET, with {@code ?to=} for one receiver. */
  public static final String PREFIX = "/roomtone-local";

  private static final int LONGEST = 500;
  private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost");

  private final Deque<Mail> mails = new ArrayDeque<>();
  private final Consumer<String> log;

  /**
   * An empty box.
   *
   * @param log takes the text of each mail
   */
  Mailbox(Consumer<String> log) {
    this.log = log;
  }

  synchronized void put(Mail mail) {
    mails.addLast(mail);
    if (mails.size() > LONGEST) {
      mails.removeFirst();
    }
    log.accept(mail.text());
  }

  /** The last {@value #LONGEST} mails, the oldest first. */
  public synchronized List<Mail> all() {
    return List.copyOf(mails);
  }

  /** The last mail to this address. */
  public Optional<Mail> lastTo(String address) {
    return all().reversed().stream().filter(mail -> mail.to().equals(address)).findFirst();
  }

  @Override
  public Answer answer(Request request) {
    if (request.header("Origin").isPresent() || !isLocal(request.header("Host").orElse(""))) {
      return failure(403, "not_for_pages", "Only programs of this machine may read the mails.");
    }
    if (!request.method().equals("GET") || !request.path().equals("/mails")) {
      return failure(404, "not_found", "The mails are at GET " + PREFIX + "/mails.");
    }
    Optional<String> receiver = request.parameter("to");
    ObjectNode json = Json.object();
    ArrayNode array = json.putArray("mails");
    all().stream()
        .filter(mail -> receiver.isEmpty() || mail.to().equals(receiver.get()))
        .forEach(mail -> array.add(mail.toJson()));
    return Answer.ok(json);
  }

  @Override
  public Answer failed(Exception failure) {
    return failure(500, "unexpected_failure", "The mails cannot be read.");
  }

  /** Whether a request names this machine, which a page behind a foreign name does not. */
  private static boolean isLocal(String host) {
    try {
      return HOSTS.contains(String.valueOf(URI.create("http://" + host).getHost()));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static Answer failure(int status, String code, String message) {
    return Answer.of(status, Json.object().put("code", code).put("message", message).toString());
  }
}
