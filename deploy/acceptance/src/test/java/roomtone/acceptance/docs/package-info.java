/** The documents of the project name only files, types, members, calls and tables that exist. */
package roomtone.acceptance.docs;
