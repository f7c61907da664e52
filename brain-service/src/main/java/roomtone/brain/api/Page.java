package roomtone.brain.api;

import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.problem.Problem;

/**
 * One page of a list.
 *
 * @param page from 1
 * @param size how many a page holds, 1..{@value #LARGEST}
 * @param total how many there are on all pages
 */
public record Page<T>(
    List<T> items,
    @Schema(examples = "1") int page,
    @Schema(examples = "20") int size,
    @Schema(examples = "37") long total) {

  /** More than anybody reads at once. */
  public static final int LARGEST = 100;

  private static final int USUAL = 20;

  /** Beyond this, counting the rows to skip overflows. */
  private static final int LAST = 1_000_000;

  /** Which page is asked for. */
  public record Wanted(int page, int size) {

    /**
     * Reads what the caller wrote; nothing means the first page of {@value #USUAL}.
     *
     * @throws Problem 400 invalid-page
     */
    public static Wanted of(String page, String size) {
      return new Wanted(number("page", page, 1, LAST), number("size", size, USUAL, LARGEST));
    }

    /** How many rows come before it. */
    public int offset() {
      return (page - 1) * size;
    }

    /** The page, filled. */
    public <T> Page<T> with(List<T> items, long total) {
      return new Page<>(items, page, size, total);
    }

    private static int number(String name, String text, int usual, int largest) {
      if (text == null) {
        return usual;
      }
      try {
        int number = Integer.parseInt(text);
        if (number >= 1 && number <= largest) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        // told below, as any other number that does not fit
      }
      throw Problem.of(
          400,
          "invalid-page",
          "Invalid page",
          name + " is a whole number from 1 to " + largest + ".");
    }
  }

  /** The same page of something else. */
  public <R> Page<R> map(Function<T, R> change) {
    return new Page<>(items.stream().map(change).toList(), page, size, total);
  }
}
