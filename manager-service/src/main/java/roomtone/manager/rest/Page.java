package roomtone.manager.rest;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A part of a list.
 *
 * @param items what stands on this page
 * @param page its number, from 1
 * @param size how many a full page holds
 * @param total how many there are on all pages, counted to {@value #COUNTED} at most where there
 *     may be more
 */
public record Page<T>(
    List<T> items,
    @Schema(examples = "1") int page,
    @Schema(examples = "50") int size,
    @Schema(examples = "1") long total) {

  /** Lists that grow without end are counted, and read, this far: more would cost too much. */
  public static final int COUNTED = 100_000;
}
