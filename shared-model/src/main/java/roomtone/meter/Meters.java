package roomtone.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a service. Counters and timers exist from the start, with each combination of the
 * values of their tags: a rate is then right from the first event on. Gauges exist once their
 * source registers them.
 */
@ApplicationScoped
@Startup
public class Meters {

  private final MeterRegistry registry;
  private final MeterKinds kinds = MeterKinds.read(Meters.class.getClassLoader());

  /** By name and values of the tags. */
  private final Map<List<String>, Meter> registered = new HashMap<>();

  /** Registers counters and timers. */
  public Meters(MeterRegistry registry) {
    this.registry = registry;
    kinds.kinds().stream()
        .filter(kind -> kind.isOwn() && kind.hasFixedTags())
        .forEach(kind -> kind.combinations().forEach(values -> registerEventMeter(kind, values)));
  }

  private void registerEventMeter(MeterKind kind, List<String> values) {
    switch (kind.type()) {
      case COUNTER -> registered.put(key(kind.name(), values), newCounter(kind, values));
      case TIMER ->
          registered.put(
              key(kind.name(), values),
              Timer.builder(kind.name())
                  .description(kind.description())
                  .tags(tags(kind, values))
                  .register(registry));
      case GAUGE -> {
        // Its source registers it.
      }
    }
  }

  private Counter newCounter(MeterKind kind, List<String> values) {
    return Counter.builder(kind.name())
        .description(kind.description())
        .tags(tags(kind, values))
        .register(registry);
  }

  /**
   * Returns a counter.
   *
   * @param values the value of each tag, in the order of the registry
   * @throws IllegalArgumentException when the registry has no such counter
   */
  public Counter counter(String name, String... values) {
    return (Counter) find(MeterKind.Type.COUNTER, name, values);
  }

  /** As {@link #counter}, for a timer. */
  public Timer timer(String name, String... values) {
    return (Timer) find(MeterKind.Type.TIMER, name, values);
  }

  private Meter find(MeterKind.Type type, String name, String... values) {
    Meter meter = registered.get(key(name, List.of(values)));
    if (meter == null || kinds.kind(name).type() != type) {
      throw unknown(name, values);
    }
    return meter;
  }

  /**
   * Registers a counter whose values of tags are not in the registry, because another one lists
   * them. It must be one of a small fixed set.
   */
  public Counter registerCounter(String name, String... values) {
    return newCounter(kinds.kind(name), List.of(values));
  }

  /**
   * Registers a gauge.
   *
   * @param source lives as long as the service
   * @param value reads the value; it must not block
   * @param values the value of each tag, in the order of the registry
   * @throws IllegalArgumentException when the registry has no such gauge
   */
  public <T> void gauge(String name, T source, ToDoubleFunction<T> value, String... values) {
    MeterKind kind = kinds.kind(name);
    if (kind.type() != MeterKind.Type.GAUGE || !kind.combinations().contains(List.of(values))) {
      throw unknown(name, values);
    }
    Gauge.builder(name, source, value)
        .description(kind.description())
        .baseUnit(kind.unit().equals(MeterKind.SECONDS) ? MeterKind.SECONDS : null)
        .tags(tags(kind, List.of(values)))
        .strongReference(true)
        .register(registry);
  }

  private static IllegalArgumentException unknown(String name, String... values) {
    return new IllegalArgumentException(
        "the registry has no such meter: " + name + " " + Arrays.toString(values));
  }

  private static List<String> key(String name, List<String> values) {
    List<String> key = new ArrayList<>(values);
    key.addFirst(name);
    return key;
  }

  private static List<Tag> tags(MeterKind kind, List<String> values) {
    List<Tag> tags = new ArrayList<>();
    Iterator<String> value = values.iterator();
    kind.tags().keySet().forEach(tag -> tags.add(Tag.of(tag, value.next())));
    return tags;
  }
}
