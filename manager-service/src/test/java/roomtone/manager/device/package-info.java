/** The protocol of devices from their side: the document, and the device in shell. */
package roomtone.manager.device;
