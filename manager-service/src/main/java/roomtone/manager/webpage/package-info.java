/** The admin panel and the browser player, which the manager delivers. */
package roomtone.manager.webpage;
