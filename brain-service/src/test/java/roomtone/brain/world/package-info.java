/**
 * The world that the brain's tests take place in: a real database, a real sign-in, rooms, sounds
 * and people. Each test makes its own of them.
 */
package roomtone.brain.world;
