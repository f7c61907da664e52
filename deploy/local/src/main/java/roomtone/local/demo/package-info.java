/**
 * Demo accounts, players and songs, loaded through the APIs of the services, and a device that
 * plays. The demo runs with the local system when that is started with {@code --demo}.
 */
package roomtone.local.demo;
