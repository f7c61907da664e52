/**
 * The links by which listeners join a room: the address of the listener's page and the slug of the
 * room. They stand in polls, in what staff see of a player, and in its QR code.
 */
package roomtone.manager.join;
