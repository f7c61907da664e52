package roomtone.acceptance.observability;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A span as a collector receives it.
 *
 * @param service the name of the service that sent it
 * @param parent the id of its parent; empty when it begins a trace
 * @param attributes as texts; other than texts and whole numbers are empty
 * @see "opentelemetry/proto/trace/v1/trace.proto"
 */
record RecordedSpan(
    String service,
    SpanId id,
    String parent,
    String name,
    long startNanos,
    Map<String, String> attributes,
    List<SpanId> links) {

  /** A span within all traces. */
  record SpanId(String trace, String span) {

    /** Reads the header {@code traceparent}. */
    static SpanId of(String traceparent) {
      String[] parts = traceparent.split("-", -1);
      return new SpanId(parts[1], parts[2]);
    }
  }

  /** Reads the body of a call of OTLP. */
  static List<RecordedSpan> all(byte[] body) {
    return Protobuf.parse(body).messages(1).stream().flatMap(RecordedSpan::ofService).toList();
  }

  private static Stream<RecordedSpan> ofService(Protobuf resourceSpans) {
    String service =
        attributes(resourceSpans.messages(1).getFirst(), 1).getOrDefault("service.name", "");
    return resourceSpans.messages(2).stream()
        .flatMap(scopeSpans -> scopeSpans.messages(2).stream())
        .map(
            span ->
                new RecordedSpan(
                    service,
                    new SpanId(span.hex(1), span.hex(2)),
                    span.hex(4),
                    span.text(5),
                    span.number(7),
                    attributes(span, 9),
                    span.messages(13).stream().map(l -> new SpanId(l.hex(1), l.hex(2))).toList()));
  }

  private static Map<String, String> attributes(Protobuf message, int number) {
    return message.messages(number).stream()
        .collect(toMap(pair -> pair.text(1), pair -> value(pair.messages(2).getFirst())));
  }

  private static String value(Protobuf any) {
    return any.fields().containsKey(3) ? String.valueOf(any.number(3)) : any.text(1);
  }
}
