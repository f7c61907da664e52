package roomtone.manager.rest;

import roomtone.web.Problem;

/**
 * Which part of a list is wanted.
 *
 * @param page from 1
 * @param size 1..200
 */
public record PageRequest(int page, int size) {

  private static final int MAX_SIZE = 200;
  private static final int MAX_PAGE = 1_000_000;

  /** Checked: whoever asks for page 0 is told, not answered with something else. */
  public PageRequest {
    if (page < 1 || page > MAX_PAGE) {
      throw Problem.of(400, "invalid-field", "Invalid field", "page is a number from 1.");
    }
    if (size < 1 || size > MAX_SIZE) {
      throw Problem.of(
          400, "invalid-field", "Invalid field", "size is a number from 1 to " + MAX_SIZE + ".");
    }
  }

  /** As it is, when it does not reach beyond what is counted of an endless list. */
  public PageRequest counted() {
    if (offset() >= Page.COUNTED) {
      throw Problem.of(
          400,
          "invalid-field",
          "Invalid field",
          "page reaches beyond the first %d; narrow the list.".formatted(Page.COUNTED));
    }
    return this;
  }

  /** How many rows come before this page. */
  public int offset() {
    return (page - 1) * size;
  }
}
