package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import roomtone.model.Dimensions;

/** What listeners read, in their language. One file a language: Messages_de.properties. */
@ApplicationScoped
class Messages {

  /** The first is for everybody whose language is not there. */
  private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);

  private static final Control NO_FALLBACK =
      Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

  private final Dimensions dimensions;

  Messages(Dimensions dimensions) {
    this.dimensions = dimensions;
  }

  /**
   * The language to speak.
   *
   * @param wanted an Accept-Language header; null or nonsense: the first language
   */
  static Locale language(String wanted) {
    if (wanted == null || wanted.isBlank()) {
      return LANGUAGES.getFirst();
    }
    try {
      Locale found = Locale.lookup(Locale.LanguageRange.parse(wanted), LANGUAGES);
      return found == null ? LANGUAGES.getFirst() : found;
    } catch (IllegalArgumentException nonsense) {
      return LANGUAGES.getFirst();
    }
  }

  /** A ground, in words. */
  String of(Reason ground, Locale language) {
    return MessageFormat.format(
        bundle(language).getString(ground.words()),
        ground.dimension() == null ? "" : dimension(ground.dimension(), language));
  }

  /** A dimension: as configured for the language, else as we know it, else by its bare name. */
  String dimension(int place, Locale language) {
    List<String> configured = dimensions.labels().get(language.getLanguage());
    if (configured != null && place < configured.size()) {
      return configured.get(place);
    }
    String name = dimensions.names().get(place);
    String key = "dimension." + name;
    ResourceBundle words = bundle(language);
    return words.containsKey(key) ? words.getString(key) : name.replace('_', ' ');
  }

  private static ResourceBundle bundle(Locale language) {
    return ResourceBundle.getBundle(
        "roomtone.brain.nowplaying.Messages",
        language.equals(LANGUAGES.getFirst()) ? Locale.ROOT : language,
        Messages.class.getClassLoader(),
        NO_FALLBACK);
  }
}
