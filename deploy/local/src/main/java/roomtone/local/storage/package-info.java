/**
 * Object storage that speaks S3 on loopback and keeps its objects as files. It stands for the
 * bucket that holds the songs.
 */
package roomtone.local.storage;
