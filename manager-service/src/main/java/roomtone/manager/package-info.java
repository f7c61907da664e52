/** The manager. */
package roomtone.manager;
