/** How fast the services are and how that grows, against limits and peers in the same run. */
package roomtone.bench;
