/**
 * The catalogue of recordings: uploads are recognised, hashed and put to S3, then described by a
 * row. Songs are archived, never deleted.
 */
package roomtone.manager.song;
