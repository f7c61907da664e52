package roomtone.manager.song;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.QueryParameters;

/** Which songs are meant, as the query of a call says it; all that is said must be true of each. */
public class SongQuery {

  private static final int LONGEST_SEARCH = 200;
  private static final int MOST_WORDS = 10;
  private static final double LONGEST_SONG = 1e6;

  /** Parts of words. */
  @RestQuery
  @Parameter(
      description =
          "Words, or parts of them, that all stand in title or artist; case and accents do not matter, % and _ are themselves.",
      schema = @Schema(implementation = String.class, maxLength = LONGEST_SEARCH),
      example = "forest rain")
  public String search;

  /** soundscape or instrumental. */
  @RestQuery
  @Parameter(
      description = "Of what kind.",
      schema =
          @Schema(
              implementation = String.class,
              enumeration = {"soundscape", "instrumental"}),
      example = "soundscape")
  public String type;

  /** Whether those out of use are meant: false, true or all. */
  @RestQuery
  @Parameter(
      description = "false when absent.",
      schema = @Schema(implementation = String.class, pattern = "^(false|true|all)$"),
      example = "all")
  public String archived;

  /** Whether it is known what they sound like. */
  @RestQuery
  @Parameter(
      description = "Whether the song has an embedding.",
      schema = @Schema(implementation = Boolean.class),
      example = "true")
  public String embedding;

  /** Whether a suggested embedding waits to be confirmed. */
  @RestQuery
  @Parameter(
      description = "Whether a suggested embedding waits to be confirmed.",
      schema = @Schema(implementation = Boolean.class),
      example = "true")
  public String suggested;

  /** Seconds. */
  @RestQuery("min_duration")
  @Parameter(
      description = "Seconds, included.",
      schema = @Schema(type = SchemaType.NUMBER, minimum = "0"),
      example = "30")
  public String minDuration;

  /** Seconds. */
  @RestQuery("max_duration")
  @Parameter(
      description = "Seconds, included.",
      schema = @Schema(type = SchemaType.NUMBER, minimum = "0"),
      example = "600")
  public String maxDuration;

  /** A player whose library they stand in. */
  @RestQuery("in_library_of")
  @Parameter(
      description = "A player of one's own, whose library the song stands in.",
      schema = @Schema(implementation = String.class, format = "uuid"),
      example = "123e4567-e89b-12d3-a456-426614174000")
  public String inLibraryOf;

  /**
   * The filter that is asked for.
   *
   * @throws roomtone.problem.Problem 400 when it makes no sense
   */
  public SongFilter filter() {
    if (type != null) {
      Catalogue.type(type);
    }
    Double shortest = QueryParameters.number("min_duration", minDuration, 0, LONGEST_SONG);
    Double longest = QueryParameters.number("max_duration", maxDuration, 0, LONGEST_SONG);
    if (shortest != null && longest != null && shortest > longest) {
      throw Fields.invalid("max_duration", "is not less than min_duration");
    }
    return new SongFilter(
        words(),
        type,
        shown(),
        QueryParameters.bool("embedding", embedding),
        QueryParameters.bool("suggested", suggested),
        shortest,
        longest,
        library());
  }

  private List<String> words() {
    String text = Fields.text("search", search, LONGEST_SEARCH);
    List<String> words =
        text == null
            ? List.of()
            : Arrays.stream(text.split("\\s+")).filter(word -> !word.isBlank()).toList();
    if (words.size() > MOST_WORDS) {
      throw Fields.invalid("search", "has at most " + MOST_WORDS + " words");
    }
    return words;
  }

  private SongFilter.Shown shown() {
    return switch (archived == null ? "false" : archived) {
      case "false" -> SongFilter.Shown.IN_USE;
      case "true" -> SongFilter.Shown.ARCHIVED;
      case "all" -> SongFilter.Shown.ALL;
      default -> throw Fields.invalid("archived", "is false, true or all");
    };
  }

  private UUID library() {
    return QueryParameters.uuid("in_library_of", inLibraryOf);
  }
}
