package roomtone.bench.load;

/**
 * An answer to a request.
 *
 * @param sentNanos when the request was sent, as {@link System#nanoTime}
 * @param doneNanos when the last byte of the answer was received
 * @param etag the entity tag, or null
 */
public record Answer(Request request, int status, long sentNanos, long doneNanos, String etag) {}
