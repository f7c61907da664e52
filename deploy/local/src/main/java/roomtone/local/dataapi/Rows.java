package roomtone.local.dataapi;

import java.util.OptionalLong;
import roomtone.local.gateway.Answer;

/**
 * The rows of an answer.
 *
 * @param json an array
 * @param first the only row as an object, when {@code number} is 1
 * @param offset how many rows were passed over
 * @param total the number of all rows that fulfil the conditions, when it was asked for
 */
record Rows(String json, String first, int number, int offset, OptionalLong total) {

  /**
   * The answer.
   *
   * @param status when all rows are in it; less than the total is 206
   * @param single as in {@link Preferences}
   */
  Answer answer(int status, boolean single) {
    if (single && number != 1) {
      throw ApiFailure.of(
          406,
          "PGRST116",
          "Cannot coerce the result to a single JSON object",
          "The result contains %d rows".formatted(number));
    }
    boolean partial = total.isPresent() && number < total.getAsLong();
    Answer answer = Answer.of(partial ? 206 : status, single ? first : json);
    String type = single ? "application/vnd.pgrst.object+json" : "application/json";
    return answer.with("Content-Type", type + "; charset=utf-8").with("Content-Range", range());
  }

  private String range() {
    String rows = number == 0 ? "*" : "%d-%d".formatted(offset, offset + number - 1);
    return rows + "/" + (total.isPresent() ? Long.toString(total.getAsLong()) : "*");
  }
}
