/**
 * Evenings in one room, replayed through the services and the database with a clock that is moved
 * by hand. They show what the picks are worth to those who were there, beside playing in rotation
 * and beside somebody who knows every taste.
 */
package roomtone.bench.evening;
