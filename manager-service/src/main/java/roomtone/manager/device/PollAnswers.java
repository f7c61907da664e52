package roomtone.manager.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import roomtone.manager.device.DeviceRegistry.Polling;
import roomtone.manager.join.JoinLinks;
import roomtone.manager.storage.SongStorage;
import roomtone.manager.storage.SongStorage.Signature;

/**
 * Makes the answers to polls, once for each snapshot and hour, whenever the room opens or closes,
 * when the play is over, and with each new presence code. The ETag is kept with its device. The
 * JSON, about 4 kB, is kept in a cache that takes a sixteenth of the heap at most.
 */
@ApplicationScoped
class PollAnswers {

  private static final int SHARE_OF_HEAP = 16;

  /**
   * An ETag, and the state that it names. It changes with all that a device acts on, and with the
   * hour, because the signed addresses do.
   */
  record Tag(
      long version, Instant hour, boolean open, boolean plays, long presencePeriod, String etag) {}

  /** The JSON of a state, without what differs with each answer. */
  static final class Body {
    private final byte[] json;

    private Body(byte[] json) {
      this.json = json;
    }

    /** The whole body: the time and the pace of this answer are added at the end of the JSON. */
    byte[] at(Instant now, double pollAfterSeconds) {
      byte[] end =
          (",\"poll_after_seconds\":"
                  + pollAfterSeconds
                  + ",\"server_time\":\""
                  + now.truncatedTo(ChronoUnit.MILLIS)
                  + "\"}")
              .getBytes(StandardCharsets.US_ASCII);
      int length = json.length - 1;
      byte[] whole = Arrays.copyOf(json, length + end.length);
      System.arraycopy(end, 0, whole, length, end.length);
      return whole;
    }
  }

  private record Kept(Tag tag, Signature signature, Body body) {}

  /**
   * The answer to a poll.
   *
   * @param body null when the device has it already
   */
  record Answer(String etag, Body body) {

    boolean isUnchanged() {
      return body == null;
    }
  }

  private final SongStorage storage;
  private final JoinLinks links;
  private final ObjectMapper mapper;
  private final Cache<Device, Kept> bodies =
      Caffeine.newBuilder()
          .weakKeys()
          .maximumWeight(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP)
          .<Device, Kept>weigher((device, kept) -> kept.body().json.length)
          .build();

  PollAnswers(SongStorage storage, JoinLinks links, ObjectMapper mapper) {
    this.storage = storage;
    this.links = links;
    this.mapper = mapper;
  }

  /**
   * The answer, when nothing has to be made or waited for; else empty. Does not block.
   *
   * @param known the device's If-None-Match, or null
   */
  Optional<Answer> kept(Polling polling, String known, Instant now) {
    return kept(polling, known, now, () -> storage.cachedSignature(now));
  }

  /** The answer; makes what is not kept. */
  Answer of(Polling polling, String known, Instant now) {
    return kept(polling, known, now, () -> Optional.of(storage.signature(now)))
        .orElseGet(() -> make(polling, known, now));
  }

  private Optional<Answer> kept(
      Polling polling, String known, Instant now, Supplier<Optional<Signature>> signature) {
    Tag tag = keptTag(polling, now).orElse(null);
    if (tag == null || matches(known, tag.etag())) {
      return Optional.ofNullable(tag).map(same -> new Answer(same.etag(), null));
    }
    Kept kept = bodies.getIfPresent(polling.device());
    boolean holds =
        kept != null
            && kept.tag().equals(tag)
            && signature.get().filter(kept.signature()::equals).isPresent();
    return holds ? Optional.of(new Answer(tag.etag(), kept.body())) : Optional.empty();
  }

  private Optional<Tag> keptTag(Polling polling, Instant now) {
    Tag tag = polling.device().tag;
    boolean holds =
        tag != null
            && tag.version() == polling.version()
            && tag.hour().equals(now.truncatedTo(ChronoUnit.HOURS))
            && tag.open() == polling.snapshot().isOpen(now)
            && tag.plays() == (polling.snapshot().runningAt(now) != null)
            && tag.presencePeriod() == polling.snapshot().presencePeriodAt(now);
    return holds ? Optional.of(tag) : Optional.empty();
  }

  private Answer make(Polling polling, String known, Instant now) {
    Tag tag = keptTag(polling, now).orElseGet(() -> tag(polling, now));
    polling.device().tag = tag;
    if (matches(known, tag.etag())) {
      return new Answer(tag.etag(), null);
    }
    Signature signature = storage.signature(now);
    Body body = new Body(json(polling.snapshot(), now, url -> storage.signedUrl(url, now)));
    bodies.put(polling.device(), new Kept(tag, signature, body));
    return new Answer(tag.etag(), body);
  }

  private Tag tag(Polling polling, Instant now) {
    Instant hour = now.truncatedTo(ChronoUnit.HOURS);
    Snapshot snapshot = polling.snapshot();
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(json(snapshot, now, UnaryOperator.identity()));
      byte[] digest = sha256.digest(hour.toString().getBytes(StandardCharsets.US_ASCII));
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
      return new Tag(
          polling.version(),
          hour,
          snapshot.isOpen(now),
          snapshot.runningAt(now) != null,
          snapshot.presencePeriodAt(now),
          '"' + text.substring(0, 22) + '"');
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private byte[] json(Snapshot snapshot, Instant now, UnaryOperator<String> sign) {
    try {
      return mapper.writeValueAsBytes(
          PollAnswer.Content.of(snapshot, now, links.of(snapshot.slug()), sign));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer can be written as JSON", e);
    }
  }

  /** Compares as RFC 9110 13.1.2 does: a list of tags, weak or strong, or a star. */
  private static boolean matches(String known, String etag) {
    if (known == null) {
      return false;
    }
    for (String candidate : known.split(",", -1)) {
      String tag = candidate.strip();
      if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }
}
