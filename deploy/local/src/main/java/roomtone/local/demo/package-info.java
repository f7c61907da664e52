/**
 * A room that plays from the first minute: demo accounts, players and sounds, put in through the
 * services' own calls. It runs beside the local system when it is started with {@code --demo}.
 */
package roomtone.local.demo;
