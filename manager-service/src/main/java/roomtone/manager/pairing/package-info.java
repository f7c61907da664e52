/**
 * How a device gets its token without anybody typing it: it shows a code, staff confirm the code
 * for a player, and the device is told.
 */
package roomtone.manager.pairing;
