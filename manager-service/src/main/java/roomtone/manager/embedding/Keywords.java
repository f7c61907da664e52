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
 * What a title or a tag says is heard. People name their files well, so a word for a dimension
 * makes it {@value #EVIDENCE} times as likely as before; a word for anything else than what the
 * model hears leaves its opinion a suggestion.
 *
 * <p>Whole words in English, German, French, Spanish, Italian and Portuguese; case and accents do
 * not matter.
 */
public final class Keywords {

  /** Odds that a named dimension gains. */
  static final double EVIDENCE = 5;

  private static final int OTHER = -1;
  private static final Pattern WORDS = Pattern.compile("\\p{L}+");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  private static final Map<String, Integer> TABLE = new HashMap<>();

  static {
    means(
        0,
        """
        rain rains raining rainy rainfall raindrop raindrops drizzle downpour regen regnen regentropfen sommerregen
        landregen nieselregen platzregen regenschauer pluie pluies averse bruine lluvia lluvias llovizna aguacero pioggia
        piogge chuva chuvas garoa
        """);
    means(
        1,
        """
        sea seas seaside seashore ocean oceans wave waves surf shore beach coast tide meer ozean welle wellen brandung
        meeresrauschen strand kueste mer vague vagues ressac plage mar mares ola olas oceano playa mare onda onde ondas
        praia spiaggia
        """);
    means(
        2,
        """
        thunder thunders thunderstorm thunderstorms storm storms stormy lightning gewitter donner donnergrollen blitz
        orage orages tonnerre foudre tormenta tormentas trueno truenos tempesta temporale tuono tuoni trovoada trovao
        tempestade
        """);
    means(
        3,
        """
        wind winds windy breeze gale gust gusts howling sturm brise boe boeen windrauschen vent vents rafale rafales bourrasque
        viento vientos brisa ventisca vento venti ventos
        """);
    means(
        4,
        """
        fire fireplace campfire bonfire crackling crackle embers hearth feuer kamin kaminfeuer lagerfeuer knistern feu
        cheminee braise fuego fogata hoguera chimenea fuoco falo caminetto fogo fogueira lareira
        """);
    means(
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

  private static void means(int dimension, String words) {
    for (String word : WORDS.matcher(words).results().map(found -> found.group()).toList()) {
      if (TABLE.put(word, dimension) != null) {
        throw new IllegalStateException(word + " stands for two things");
      }
    }
  }

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

  public boolean names(int dimension) {
    return named.contains(dimension);
  }

  /** Whether the words name what is heard, but not this. */
  public boolean contradict(int dimension) {
    return !named.isEmpty() && !names(dimension);
  }

  /** The weights after what the words say; they sum to 1 again. */
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
