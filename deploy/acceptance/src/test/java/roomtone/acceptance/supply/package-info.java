/** What the artifacts consist of: libraries, their licences, and the bytes of jars. */
package roomtone.acceptance.supply;
