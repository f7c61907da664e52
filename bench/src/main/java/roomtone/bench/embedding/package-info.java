/**
 * Trains the model that estimates how much of the five dimensions is heard in a recording, and
 * measures how well it does. The manager reads the model's file; what made it stays here.
 */
package roomtone.bench.embedding;
