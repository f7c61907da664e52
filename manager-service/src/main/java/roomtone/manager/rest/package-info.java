/**
 * What the calls of staff have in common: the caller, query parameters, pages, JSON and form bodies
 * and CSV files. It knows nothing of songs or players.
 */
package roomtone.manager.rest;
