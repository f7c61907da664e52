/**
 * The profile of a listener: the row that is locked before anything of the listener's changes, the
 * names, and the export and erasure of everything about them.
 */
package roomtone.brain.profile;
