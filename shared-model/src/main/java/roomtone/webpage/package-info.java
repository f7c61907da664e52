/**
 * Delivers the web pages that the build puts on the class path: their files, their configuration
 * and their Content-Security-Policy. All of it is public and is answered from memory, without the
 * database.
 */
package roomtone.webpage;
