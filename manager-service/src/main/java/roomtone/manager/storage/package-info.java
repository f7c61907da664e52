/**
 * The files of songs in one S3 bucket: their addresses and signatures, claims that keep pods from
 * each other's files, and the removal of files that no song names.
 */
package roomtone.manager.storage;
