/**
 * Listens to uploaded files: how long and how loud they are, their beat, their outline, and how
 * much of each of the five dimensions is heard in them. Files of any kind are decoded as a stream
 * in bounded memory, and whatever cannot be used is refused by name.
 */
package roomtone.manager.audio;
