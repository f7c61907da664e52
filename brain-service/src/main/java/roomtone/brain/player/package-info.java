/** Players, which are the rooms of listeners. For them an archived player does not exist. */
package roomtone.brain.player;
