package roomtone.manager.rest;

/**
 * Which part of a list is wanted.
 *
 * @param page 1..{@value #MAX_PAGE}
 * @param size 1..{@value #MAX_SIZE}
 */
public record PageRequest(int page, int size) {

  static final int MAX_SIZE = 200;

  /** Together with the size this is a number of rows yet. */
  static final int MAX_PAGE = 1_000_000;

  /** As it is, when it does not reach beyond what is counted of an endless list. */
  public PageRequest counted() {
    if (offset() >= Page.COUNTED) {
      throw Fields.invalid(
          "page", "reaches beyond the first %d; narrow the list".formatted(Page.COUNTED));
    }
    return this;
  }

  /** The page of a number that came with a call; the first when absent. */
  public static PageRequest of(String page, int size) {
    return new PageRequest(
        page == null ? 1 : QueryParameters.integer("page", page, 1, MAX_PAGE), size);
  }

  /** How many rows come before this page. */
  public int offset() {
    return (page - 1) * size;
  }
}
