/**
 * Recognises a file by its content and decodes it to samples, as a stream in bounded memory. A file
 * that cannot be used is refused with its name and the reason.
 */
package roomtone.manager.decode;
