/**
 * An S3 server on loopback that keeps its objects as files. It stands in for the bucket of the
 * songs.
 */
package roomtone.local.storage;
