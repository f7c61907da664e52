/**
 * What the calls of staff have in common: pages of a list, and bodies that change only what they
 * name. It knows nothing of songs or players.
 */
package roomtone.manager.rest;
