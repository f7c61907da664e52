/**
 * The way of a recording into the catalogue: the form, a slot and room on disk, recognition,
 * analysis, S3, and last the row. A crash in between leaves a file without a row, never a row
 * without a file.
 */
package roomtone.manager.upload;
