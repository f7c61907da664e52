/**
 * Fixtures of the brain's tests: a real database, a real Auth, and methods that make rooms, songs
 * and listeners. Each test makes its own.
 */
package roomtone.brain.testing;
