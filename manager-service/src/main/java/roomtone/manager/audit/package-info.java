/**
 * Who changed what. Each change writes one line in its own transaction, so that neither exists
 * without the other. Lines are added and read, never changed.
 */
package roomtone.manager.audit;
