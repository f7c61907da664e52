package roomtone.manager.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import roomtone.manager.storage.SongStorage;

/**
 * What polls are answered with: made once for each snapshot and hour, and when the room opens or
 * closes. Tags are kept with each device. A body has about 4 kB, and a device that knows its tag
 * does not ask for it again: it is kept when it is asked for a second time, as long as all of them
 * fit into a sixteenth of the heap.
 */
@ApplicationScoped
class PollAnswers {

  private static final int SHARE_OF_HEAP = 16;

  /** A body, and what it was made of. */
  private record Made(
      PollAnswer.Prepared prepared, SongStorage.Signature signature, PollBody body) {

    boolean isFor(PollAnswer.Prepared prepared, SongStorage.Signature signature) {
      return this.prepared.equals(prepared) && this.signature.equals(signature);
    }
  }

  private final SongStorage storage;
  private final ObjectMapper mapper;
  private final Cache<DeviceRegistry.Device, Made> bodies =
      Caffeine.newBuilder()
          .weakKeys()
          .maximumWeight(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP)
          .<DeviceRegistry.Device, Made>weigher((device, made) -> made.body().size())
          .build();

  PollAnswers(SongStorage storage, ObjectMapper mapper) {
    this.storage = storage;
    this.mapper = mapper;
  }

  /** What was told last, if it still holds. */
  Optional<PollAnswer.Prepared> preparedAtHand(DeviceRegistry.Polling polling, Instant now) {
    PollAnswer.Prepared last = polling.device().prepared;
    boolean holds =
        last != null
            && last.isFor(
                polling.version(), now.truncatedTo(ChronoUnit.HOURS), isOpen(polling, now));
    return holds ? Optional.of(last) : Optional.empty();
  }

  PollAnswer.Prepared prepared(DeviceRegistry.Polling polling, Instant now) {
    return preparedAtHand(polling, now)
        .orElseGet(
            () -> {
              PollAnswer.Prepared prepared =
                  PollAnswer.prepare(
                      polling.version(),
                      polling.snapshot(),
                      now.truncatedTo(ChronoUnit.HOURS),
                      isOpen(polling, now),
                      mapper);
              polling.device().prepared = prepared;
              return prepared;
            });
  }

  /** What {@link #body} would answer, for those who must not wait: empty when it is to be made. */
  Optional<PollBody> bodyAtHand(
      DeviceRegistry.Polling polling, PollAnswer.Prepared prepared, Instant now) {
    Made last = bodies.getIfPresent(polling.device());
    return last != null
            && storage
                .signatureAtHand(now)
                .filter(signature -> last.isFor(prepared, signature))
                .isPresent()
        ? Optional.of(last.body())
        : Optional.empty();
  }

  PollBody body(DeviceRegistry.Polling polling, PollAnswer.Prepared prepared, Instant now) {
    SongStorage.Signature signature = storage.signature(now);
    Made last = bodies.getIfPresent(polling.device());
    if (last != null && last.isFor(prepared, signature)) {
      return last.body();
    }
    PollBody body =
        PollBody.of(
            polling.snapshot(), prepared.open(), url -> storage.signedUrl(url, now), mapper);
    if (prepared.equals(polling.device().told)) {
      bodies.put(polling.device(), new Made(prepared, signature, body));
    }
    polling.device().told = prepared;
    return body;
  }

  private static boolean isOpen(DeviceRegistry.Polling polling, Instant now) {
    return polling.snapshot().hours().isOpen(now, polling.snapshot().zone());
  }
}
