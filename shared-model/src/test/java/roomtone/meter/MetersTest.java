package roomtone.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Meters are those of the registry; here of the meters that both services have. */
class MetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Meters meters = new Meters(registry);

  @Test
  void a_counter_exists_with_all_values_of_its_tag_before_it_is_used() {
    assertEquals(6, registry.get("roomtone.tokens.rejected").counters().size());
    meters.counter("roomtone.tokens.rejected", "key").increment();
    assertEquals(
        1, registry.get("roomtone.tokens.rejected").tag("reason", "key").counter().count());
  }

  @Test
  void a_meter_that_the_registry_does_not_have_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> meters.counter("roomtone.unknown"));
    assertThrows(
        IllegalArgumentException.class,
        () -> meters.counter("roomtone.tokens.rejected", "some-id"));
    assertThrows(IllegalArgumentException.class, () -> meters.counter("roomtone.tokens.rejected"));
    assertThrows(
        IllegalArgumentException.class, () -> meters.timer("roomtone.tokens.rejected", "key"));
    assertThrows(
        IllegalArgumentException.class,
        () -> meters.gauge("roomtone.tokens.rejected", this, any -> 1, "key"));
  }

  @Test
  void meters_of_libraries_are_left_to_them() {
    assertEquals(
        List.of(),
        registry.getMeters().stream()
            .map(meter -> meter.getId().getName())
            .filter(name -> !name.startsWith("roomtone."))
            .toList());
  }
}
