package roomtone.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Optional;

/**
 * The name of a span as text, of 55 characters.
 *
 * @see "W3C Trace Context, 3.2 Traceparent Header"
 */
public final class Traceparent {

  /** The name of the header. */
  public static final String HEADER = "traceparent";

  private static final String VERSION = "00";

  /** Reads the text itself, whichever name is asked for. */
  private static final TextMapGetter<String> TEXT =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String text) {
          return List.of(HEADER);
        }

        @Override
        public String get(String text, String name) {
          return HEADER.equals(name) ? text : null;
        }
      };

  private Traceparent() {}

  static String of(SpanContext span) {
    return String.join(
        "-", VERSION, span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex());
  }

  /** Reads a text; empty when it names no span. */
  static Optional<SpanContext> parse(String text) {
    Context read = W3CTraceContextPropagator.getInstance().extract(Context.root(), text, TEXT);
    return Optional.of(Span.fromContext(read).getSpanContext()).filter(SpanContext::isValid);
  }
}
