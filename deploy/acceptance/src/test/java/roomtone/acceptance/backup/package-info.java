/**
 * Tests of deploy/backup: a running system is backed up, restored into a fresh project and bucket,
 * and goes on there.
 */
package roomtone.acceptance.backup;
