package roomtone.manager.rest;

import java.util.List;

/**
 * A part of a list.
 *
 * @param items what stands on this page
 * @param page its number, from 1
 * @param size how many a full page holds
 * @param total how many there are on all pages
 */
public record Page<T>(List<T> items, int page, int size, long total) {}
