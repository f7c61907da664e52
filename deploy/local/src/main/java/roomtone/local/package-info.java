/** One machine. */
package roomtone.local;
