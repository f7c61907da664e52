package roomtone.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Records a share of all traces. Whether a trace belongs to the share follows from its id alone, so
 * that all services and pods with the same setting agree. What a caller says about sampling is
 * ignored. A span that begins no trace is recorded when one of the traces that it belongs to, or
 * that it is linked to, is.
 */
@Singleton
public class TraceSampler implements Sampler {

  private final Sampler share;

  /**
   * @param ratio from 0 (nothing) to 1 (everything)
   */
  TraceSampler(@ConfigProperty(name = "quarkus.otel.traces.sampler.arg") double ratio) {
    share = Sampler.traceIdRatioBased(ratio);
  }

  @Override
  public SamplingResult shouldSample(
      Context parentContext,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    SpanContext parent = Span.fromContext(parentContext).getSpanContext();
    if (parent.isValid() && !parent.isRemote()) {
      return parent.isSampled() ? SamplingResult.recordAndSample() : SamplingResult.drop();
    }
    boolean recorded =
        belongs(traceId) || links.stream().anyMatch(link -> belongs(link.getSpanContext()));
    return recorded ? SamplingResult.recordAndSample() : SamplingResult.drop();
  }

  private boolean belongs(SpanContext linked) {
    return belongs(linked.getTraceId());
  }

  private boolean belongs(String traceId) {
    return share
        .shouldSample(Context.root(), traceId, "", SpanKind.INTERNAL, Attributes.empty(), List.of())
        .getDecision()
        .equals(SamplingDecision.RECORD_AND_SAMPLE);
  }

  @Override
  public String getDescription() {
    return "Roomtone{" + share.getDescription() + "}";
  }
}
