package roomtone.trace;

import static io.opentelemetry.sdk.trace.samplers.SamplingDecision.DROP;
import static io.opentelemetry.sdk.trace.samplers.SamplingDecision.RECORD_AND_SAMPLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which spans are recorded. */
class TraceSamplerTest {

  /** An id within a share of a hundredth, and one outside of it: the last 63 bits decide. */
  private static final String INSIDE = "0af7651916cd43dd0000eb211c80319c";

  private static final String OUTSIDE = "0af7651916cd43dd7448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  private final TraceSampler sampler = new TraceSampler(0.01);

  private SamplingDecision decide(SpanContext parent, String trace, SpanContext... links) {
    return sampler
        .shouldSample(
            Context.root().with(Span.wrap(parent)),
            trace,
            "GET /api/players",
            SpanKind.SERVER,
            Attributes.empty(),
            Arrays.stream(links).map(LinkData::create).toList())
        .getDecision();
  }

  private static SpanContext remote(String trace, TraceFlags flags) {
    return SpanContext.createFromRemoteParent(trace, SPAN, flags, TraceState.getDefault());
  }

  private static SpanContext local(String trace, TraceFlags flags) {
    return SpanContext.create(trace, SPAN, flags, TraceState.getDefault());
  }

  @Test
  void a_trace_is_recorded_by_its_id_so_that_all_pods_agree() {
    assertEquals(RECORD_AND_SAMPLE, decide(SpanContext.getInvalid(), INSIDE));
    assertEquals(DROP, decide(SpanContext.getInvalid(), OUTSIDE));
  }

  @Test
  void the_recorded_share_is_the_one_that_is_set() {
    Random random = new Random(1);
    long recorded =
        random
            .longs(100_000)
            .mapToObj(id -> "%016x%016x".formatted(id, random.nextLong()))
            .filter(trace -> decide(SpanContext.getInvalid(), trace) == RECORD_AND_SAMPLE)
            .count();
    assertTrue(recorded > 850 && recorded < 1150, () -> "recorded: " + recorded);
  }

  @Test
  void a_caller_cannot_have_a_trace_recorded_by_its_flag() {
    assertEquals(DROP, decide(remote(OUTSIDE, TraceFlags.getSampled()), OUTSIDE));
    assertEquals(
        DROP, decide(SpanContext.getInvalid(), OUTSIDE, remote(OUTSIDE, TraceFlags.getSampled())));
    assertEquals(RECORD_AND_SAMPLE, decide(remote(INSIDE, TraceFlags.getDefault()), INSIDE));
  }

  @Test
  void a_span_follows_its_parent_in_the_same_process() {
    assertEquals(RECORD_AND_SAMPLE, decide(local(OUTSIDE, TraceFlags.getSampled()), OUTSIDE));
    assertEquals(DROP, decide(local(INSIDE, TraceFlags.getDefault()), INSIDE));
  }

  @Test
  void a_span_is_recorded_with_any_trace_that_it_is_linked_with() {
    SpanContext dropped = remote(OUTSIDE, TraceFlags.getDefault());
    SpanContext recorded = remote(INSIDE, TraceFlags.getSampled());
    assertEquals(RECORD_AND_SAMPLE, decide(SpanContext.getInvalid(), OUTSIDE, dropped, recorded));
    assertEquals(DROP, decide(SpanContext.getInvalid(), OUTSIDE, dropped, dropped));
  }

  @Test
  void only_a_text_of_the_standard_form_names_a_span() {
    String text = "00-" + INSIDE + "-" + SPAN + "-01";
    assertEquals(text, Traceparent.of(Traceparent.parse(text).orElseThrow()));
    for (String other :
        List.of(
            "",
            "x",
            text.substring(1),
            text + "-",
            text.replace("-01", "-0x"),
            text.toUpperCase(Locale.ROOT).replace("0AF", "0ag"),
            "00-" + "0".repeat(32) + "-" + SPAN + "-01",
            "x".repeat(100_000))) {
      assertTrue(Traceparent.parse(other).isEmpty(), other);
    }
  }
}
