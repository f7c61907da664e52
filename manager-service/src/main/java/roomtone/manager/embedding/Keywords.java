package roomtone.manager.embedding;

import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The dimensions that words of titles and tags name. A word for a dimension makes it {@value
 * #EVIDENCE} times as likely as before, because people name their files well. Where the words name
 * something else than the model hears, its estimate is a suggestion.
 *
 * <p>Whole words in English, German, French, Spanish, Italian and Portuguese; case and accents do
 * not matter.
 */
public final class Keywords {

  /** The factor by which the weight of a named dimension grows. */
  static final double EVIDENCE = 5;

  /** Stands for a sound that is none of the dimensions. */
  private static final int OTHER = -1;

  private static final Pattern WORDS = Pattern.compile("\\p{L}+");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  /** The dimension that each word names, or {@link #OTHER}. */
  private static final Map<String, Integer> TABLE = new HashMap<>();

  static {
    addWords(
        0,
        """
        rain rains raining rainy rainfall raindrop raindrops drizzle downpour regen regnen regentropfen sommerregen
        landregen nieselregen platzregen regenschauer pluie pluies averse bruine lluvia lluvias llovizna aguacero pioggia
        piogge chuva chuvas garoa
        """);
    addWords(
        1,
        """
        sea seas seaside seashore ocean oceans wave waves surf shore beach coast tide meer ozean welle wellen brandung
        meeresrauschen strand kueste mer vague vagues ressac plage mar mares ola olas oceano playa mare onda onde ondas
        praia spiaggia
        """);
    addWords(
        2,
        """
        thunder thunders thunderstorm thunderstorms storm storms stormy lightning gewitter donner donnergrollen blitz
        orage orages tonnerre foudre tormenta tormentas trueno truenos tempesta temporale tuono tuoni trovoada trovao
        tempestade
        """);
    addWords(
        3,
        """
        wind winds windy breeze gale gust gusts howling sturm brise boe boeen windrauschen vent vents rafale rafales bourrasque
        viento vientos brisa ventisca vento venti ventos
        """);
    addWords(
        4,
        """
        fire fireplace campfire bonfire crackling crackle embers hearth feuer kamin kaminfeuer lagerfeuer knistern feu
        cheminee braise fuego fogata hoguera chimenea fuoco falo caminetto fogo fogueira lareira
        """);
    addWords(
        OTHER,
        """
        bird birds birdsong cricket crickets cicada cicadas frog frogs insects animals cat purring dog owl boat ship train
        railway plane airplane car traffic city street town cafe coffee restaurant crowd people voices speech talking stream
        river creek brook waterfall fountain underwater fan dryer washing vacuum keyboard clock bell bells chimes forest jungle
        white pink brown piano guitar drums music melody song vogel voegel grillen froesche zug stadt bach fluss wasserfall
        wald musik oiseau oiseaux grillons riviere ruisseau ville foret musique pajaro pajaros grillos rio ciudad bosque
        musica uccelli grilli fiume citta foresta passaros cidade floresta
        """);
  }

  private final Set<Integer> named = new HashSet<>();

  private Keywords() {}

  private static void addWords(int dimension, String words) {
    for (String word : WORDS.matcher(words).results().map(found -> found.group()).toList()) {
      if (TABLE.put(word, dimension) != null) {
        throw new IllegalStateException(word + " stands for two things");
      }
    }
  }

  /** The dimensions that words of the texts name. */
  public static Keywords in(Collection<String> texts) {
    Keywords found = new Keywords();
    for (String text : texts) {
      String plain =
          text.toLowerCase(Locale.ROOT).replace("ä", "ae").replace("ö", "oe").replace("ü", "ue");
      String bare = MARKS.matcher(Normalizer.normalize(plain, Normalizer.Form.NFD)).replaceAll("");
      WORDS
          .matcher(bare)
          .results()
          .map(word -> TABLE.get(word.group()))
          .filter(meaning -> meaning != null)
          .forEach(found.named::add);
    }
    return found;
  }

  /** Whether a word names the dimension. */
  public boolean names(int dimension) {
    return named.contains(dimension);
  }

  /** Whether the words name sounds, and not this dimension. */
  public boolean contradict(int dimension) {
    return !named.isEmpty() && !names(dimension);
  }

  /** The weights after the evidence of the words; they sum to 1 again. */
  public double[] apply(double[] weights) {
    double[] changed = weights.clone();
    double sum = 0;
    for (int i = 0; i < changed.length; i++) {
      changed[i] *= names(i) ? EVIDENCE : 1;
      sum += changed[i];
    }
    for (int i = 0; i < changed.length; i++) {
      changed[i] /= sum;
    }
    return changed;
  }
}
