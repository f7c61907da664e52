package roomtone.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import roomtone.limit.LimitSettings;

/** What happens to settings beyond their ranges. */
class SettingRangesTest {

  private static final String PER_MINUTE = "roomtone.limits.public-per-minute";
  private static final String BURST = "roomtone.limits.page-files-burst";

  @Test
  void settings_at_both_ends_of_their_range_are_taken() {
    LimitSettings settings =
        settings(Map.of(PER_MINUTE, "1", BURST, "60000000")).getConfigMapping(LimitSettings.class);
    assertEquals(1, settings.publicPerMinute());
    assertEquals(60_000_000, settings.pageFilesBurst());
  }

  @Test
  void each_setting_beyond_its_range_is_named_with_the_range() {
    ConfigValidationException refusal =
        assertThrows(
            ConfigValidationException.class,
            () -> settings(Map.of(PER_MINUTE, "0", BURST, "60000001")));
    assertEquals(
        List.of(
            BURST + " is 60000001: it must be from 1 to 60000000",
            PER_MINUTE + " is 0: it must be from 1 to 60000000"),
        IntStream.range(0, refusal.getProblemCount())
            .mapToObj(number -> refusal.getProblem(number).getMessage())
            .toList());
  }

  /** Reads settings as Quarkus does, which finds the customizers in the same way. */
  private static SmallRyeConfig settings(Map<String, String> values) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(values, "test", 0))
            .withMapping(LimitSettings.class);
    ServiceLoader.load(SmallRyeConfigBuilderCustomizer.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(SettingRanges.class::isInstance)
        .forEach(customizer -> customizer.configBuilder(builder));
    return builder.addDiscoveredConverters().build();
  }
}
