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

/** The parameters of a call that choose songs; a song must meet all that are given. */
public class SongQuery {

  private static final int MAX_SEARCH_LENGTH = 200;
  private static final int MAX_WORDS = 10;

  /** Seconds. */
  private static final double MAX_DURATION = 1e6;

  /** Words, or parts of words, in title or artist. */
  @RestQuery
  @Parameter(
      description =
          "Words, or parts of them, that all stand in title or artist; case and accents do not matter, % and _ are themselves.",
      schema = @Schema(implementation = String.class, maxLength = MAX_SEARCH_LENGTH),
      example = "forest rain")
  public String search;

  /** The type, soundscape or instrumental. */
  @RestQuery
  @Parameter(
      description = "Of what kind.",
      schema =
          @Schema(
              implementation = String.class,
              enumeration = {"soundscape", "instrumental"}),
      example = "soundscape")
  public String type;

  /** Whether archived songs are chosen: false, true or all. */
  @RestQuery
  @Parameter(
      description = "false when absent.",
      schema = @Schema(implementation = String.class, pattern = "^(false|true|all)$"),
      example = "all")
  public String archived;

  /** Whether the song has an embedding. */
  @RestQuery
  @Parameter(
      description = "Whether the song has an embedding.",
      schema = @Schema(implementation = Boolean.class),
      example = "true")
  public String embedding;

  /** Whether the song has a suggested embedding. */
  @RestQuery
  @Parameter(
      description = "Whether a suggested embedding waits to be confirmed.",
      schema = @Schema(implementation = Boolean.class),
      example = "true")
  public String suggested;

  /** The shortest duration, in seconds. */
  @RestQuery("min_duration")
  @Parameter(
      description = "Seconds, included.",
      schema = @Schema(type = SchemaType.NUMBER, minimum = "0"),
      example = "30")
  public String minDuration;

  /** The longest duration, in seconds. */
  @RestQuery("max_duration")
  @Parameter(
      description = "Seconds, included.",
      schema = @Schema(type = SchemaType.NUMBER, minimum = "0"),
      example = "600")
  public String maxDuration;

  /** A player whose library has the song. */
  @RestQuery("in_library_of")
  @Parameter(
      description = "A player of one's own, whose library the song stands in.",
      schema = @Schema(implementation = String.class, format = "uuid"),
      example = "123e4567-e89b-12d3-a456-426614174000")
  public String inLibraryOf;

  /**
   * The conditions that the parameters state.
   *
   * @throws roomtone.problem.Problem 400 when a parameter is wrong
   */
  public SongFilter filter() {
    if (type != null) {
      Catalogue.type(type);
    }
    Double min = QueryParameters.number("min_duration", minDuration, 0, MAX_DURATION);
    Double max = QueryParameters.number("max_duration", maxDuration, 0, MAX_DURATION);
    if (min != null && max != null && min > max) {
      throw Fields.invalid("max_duration", "must not be less than min_duration");
    }
    return new SongFilter(
        words(),
        type,
        shown(),
        QueryParameters.bool("embedding", embedding),
        QueryParameters.bool("suggested", suggested),
        min,
        max,
        library());
  }

  private List<String> words() {
    String text = Fields.text("search", search, MAX_SEARCH_LENGTH);
    List<String> words =
        text == null
            ? List.of()
            : Arrays.stream(text.split("\\s+")).filter(word -> !word.isBlank()).toList();
    if (words.size() > MAX_WORDS) {
      throw Fields.invalid("search", "must have at most " + MAX_WORDS + " words");
    }
    return words;
  }

  private SongFilter.Shown shown() {
    return switch (archived == null ? "false" : archived) {
      case "false" -> SongFilter.Shown.IN_USE;
      case "true" -> SongFilter.Shown.ARCHIVED;
      case "all" -> SongFilter.Shown.ALL;
      default -> throw Fields.invalid("archived", "must be false, true or all");
    };
  }

  private UUID library() {
    return QueryParameters.uuid("in_library_of", inLibraryOf);
  }
}
