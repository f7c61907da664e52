/**
 * How a device gets its token without typing: it shows a code, staff confirm the code for a player,
 * and the device receives the token.
 */
package roomtone.manager.pairing;
