package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import roomtone.model.Dimensions;

/**
 * Texts that listeners read, in their language. Each language has its own file, such as
 * Messages_de.properties; English is the default.
 */
@ApplicationScoped
class Messages {

  /** The supported languages, the default one first. */
  private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);

  private static final Control NO_FALLBACK =
      Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

  private final Dimensions dimensions;

  Messages(Dimensions dimensions) {
    this.dimensions = dimensions;
  }

  /**
   * Returns the supported language that a listener prefers.
   *
   * @param accepted an Accept-Language header; null, malformed and other languages mean English
   */
  static Locale language(String accepted) {
    if (accepted == null || accepted.isBlank()) {
      return LANGUAGES.getFirst();
    }
    try {
      Locale found = Locale.lookup(Locale.LanguageRange.parse(accepted), LANGUAGES);
      return found == null ? LANGUAGES.getFirst() : found;
    } catch (IllegalArgumentException malformed) {
      return LANGUAGES.getFirst();
    }
  }

  /** Returns the text of a reason. */
  String of(Reason reason, Locale language) {
    return MessageFormat.format(
        bundle(language).getString(reason.messageKey()),
        reason.dimension() == null ? "" : dimension(reason.dimension(), language));
  }

  /**
   * Returns the label of a dimension: the configured one of the language, else the one of the
   * messages file, else the name of the dimension.
   *
   * @param index 0..4
   */
  String dimension(int index, Locale language) {
    List<String> configured = dimensions.labels().get(language.getLanguage());
    if (configured != null && index < configured.size()) {
      return configured.get(index);
    }
    String name = dimensions.names().get(index);
    String key = "dimension." + name;
    ResourceBundle bundle = bundle(language);
    return bundle.containsKey(key) ? bundle.getString(key) : name.replace('_', ' ');
  }

  private static ResourceBundle bundle(Locale language) {
    return ResourceBundle.getBundle(
        "roomtone.brain.nowplaying.Messages",
        language.equals(LANGUAGES.getFirst()) ? Locale.ROOT : language,
        Messages.class.getClassLoader(),
        NO_FALLBACK);
  }
}
