package roomtone.page;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One page of a list, as callers read it.
 *
 * @param items the items of this page, in the order of the list
 * @param page the number of this page, from 1
 * @param size how many items a full page holds
 * @param total how many items all pages hold together; lists that grow without end may be counted
 *     up to a limit only
 */
public record Page<T>(
    List<T> items,
    @Schema(examples = "1") int page,
    @Schema(examples = "50") int size,
    @Schema(examples = "1") long total) {}
