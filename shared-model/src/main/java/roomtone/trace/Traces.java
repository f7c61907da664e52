package roomtone.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Goes on with a trace where nothing but a text comes from the one side to the other: a column of a
 * table, a field of a report. While traces are off each method costs one comparison.
 */
@Singleton
public class Traces {

  /** The most links of a span. */
  static final int MAX_LINKS = 128;

  /** Spans have the time of the machine, as those of libraries have. */
  private static final Clock CLOCK = Clock.systemUTC();

  private final boolean on;
  private final Tracer tracer;

  Traces(@ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled, Tracer tracer) {
    this.on = !disabled;
    this.tracer = tracer;
  }

  /** Returns the {@link Traceparent} of the current span; null when none is recorded. */
  public String current() {
    if (!on) {
      return null;
    }
    SpanContext span = Span.current().getSpanContext();
    return span.isSampled() ? Traceparent.of(span) : null;
  }

  /**
   * Records a span of work that is done, in a trace of its own with links to what caused it.
   *
   * @param startNanos when it began, by {@link System#nanoTime()}
   * @param causes each a {@link Traceparent}; those that name no span, and those beyond the first
   *     {@value #MAX_LINKS}, are left out
   * @param rooms how many rooms the work was about
   */
  public void record(String name, long startNanos, Collection<String> causes, int rooms) {
    if (!on) {
      return;
    }
    Instant start = CLOCK.instant().minusNanos(System.nanoTime() - startNanos);
    SpanBuilder span = tracer.spanBuilder(name).setNoParent().setStartTimestamp(start);
    spans(causes).forEach(span::addLink);
    span.setAttribute("roomtone.rooms", rooms).startSpan().end();
  }

  /**
   * Does work that goes on with what was begun elsewhere. A single cause is the parent of the
   * work's span, which thus is in its trace; several are links of a span in a trace of its own.
   * Both are linked with the current span. Without a cause no span is made.
   *
   * @param causes as {@link #record} takes them
   */
  public <T> T follow(String name, Collection<String> causes, Supplier<T> work) {
    List<SpanContext> begun = on ? spans(causes) : List.of();
    if (begun.isEmpty()) {
      return work.get();
    }
    SpanBuilder builder = tracer.spanBuilder(name);
    SpanContext caller = Span.current().getSpanContext();
    if (caller.isSampled()) {
      builder.addLink(caller);
    }
    if (begun.size() == 1) {
      builder.setParent(Context.root().with(Span.wrap(begun.getFirst())));
    } else {
      builder.setNoParent();
      begun.forEach(builder::addLink);
    }
    Span span = builder.startSpan();
    try (Scope _ = span.makeCurrent()) {
      return work.get();
    } catch (RuntimeException e) {
      // Without the message, which may contain data.
      span.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }

  private static List<SpanContext> spans(Collection<String> causes) {
    return causes.stream()
        .distinct()
        .map(Traceparent::parse)
        .flatMap(Optional::stream)
        .limit(MAX_LINKS)
        .toList();
  }
}
