package roomtone.startup;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidator;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.smallrye.config.common.utils.StringUtil;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;

/**
 * Checks at the start that settings are within their ranges, which {@link Min} and {@link Max} of
 * the methods of Roomtone's configuration mappings state. A validator of beans would do the same,
 * and take a quarter of the time of a start.
 */
public final class SettingRanges implements SmallRyeConfigBuilderCustomizer, ConfigValidator {

  @Override
  public void configBuilder(SmallRyeConfigBuilder builder) {
    builder.withValidator(this);
  }

  /**
   * Checks a configuration mapping.
   *
   * @throws ConfigValidationException that names each setting beyond its range
   */
  @Override
  public void validateMapping(Class<?> mapping, String prefix, Object settings) {
    if (!mapping.getPackageName().startsWith("roomtone.")) {
      return;
    }
    ConfigValidationException.Problem[] problems =
        Arrays.stream(mapping.getMethods())
            .flatMap(setting -> complaint(setting, prefix, settings).stream())
            .sorted()
            .map(ConfigValidationException.Problem::new)
            .toArray(ConfigValidationException.Problem[]::new);
    if (problems.length > 0) {
      throw new ConfigValidationException(problems);
    }
  }

  private static Optional<String> complaint(Method setting, String prefix, Object settings) {
    Min min = setting.getAnnotation(Min.class);
    Max max = setting.getAnnotation(Max.class);
    if (min == null && max == null) {
      return Optional.empty();
    }
    long least = min == null ? Long.MIN_VALUE : min.value();
    long most = max == null ? Long.MAX_VALUE : max.value();
    long value = value(setting, settings);
    return value < least || value > most
        ? Optional.of(
            "%s.%s is %d: it must be from %d to %d"
                .formatted(prefix, StringUtil.skewer(setting.getName()), value, least, most))
        : Optional.empty();
  }

  private static long value(Method setting, Object settings) {
    try {
      setting.setAccessible(true); // mappings are not public
      return ((Number) setting.invoke(settings)).longValue();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(setting.toString(), e);
    }
  }
}
