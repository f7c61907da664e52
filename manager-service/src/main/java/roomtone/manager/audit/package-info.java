/**
 * Who changed what: one line a change, written in its transaction, so that neither is there without
 * the other. Lines are added and read, never changed.
 */
package roomtone.manager.audit;
