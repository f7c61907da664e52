/** The documents of the project name only files, types and functions that exist. */
package roomtone.acceptance.docs;
