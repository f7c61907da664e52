package roomtone.page;

import java.util.List;

/**
 * The page of a list that a caller asks for.
 *
 * @param page from 1 to {@value #MAX_PAGE}
 * @param size how many items a full page holds; each service sets its own maximum
 */
public record PageRequest(int page, int size) {

  /** The greatest page number: multiplied by any allowed size it still fits an int. */
  public static final int MAX_PAGE = 1_000_000;

  /** Returns how many rows come before this page. */
  public int offset() {
    return (page - 1) * size;
  }

  /** Returns the page with these items. */
  public <T> Page<T> with(List<T> items, long total) {
    return new Page<>(items, page, size, total);
  }
}
