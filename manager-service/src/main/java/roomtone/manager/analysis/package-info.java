/**
 * Reads a recording once from beginning to end: it is decoded, measured and embedded in one pass.
 */
package roomtone.manager.analysis;
