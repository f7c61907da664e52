/** Texts that people type and others read: which characters they may have. */
package roomtone.text;
