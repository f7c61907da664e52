/** The rooms that listeners may choose from. What is archived does not exist for them. */
package roomtone.brain.player;
