/**
 * Estimates how much of each of the five dimensions is heard in a recording: features of short
 * windows, a trained model that classifies them, and the words of title and tags as evidence.
 */
package roomtone.manager.embedding;
