/**
 * The brain: it listens to people and decides what their room hears next. Each package is one of
 * its features; they meet devices in the database alone.
 */
package roomtone.brain;
