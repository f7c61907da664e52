/**
 * What the tests of all modules use: a database of one's own in well under a second, sign-in and
 * object storage on free ports, fixtures, SQL, and a browser. The servers are real, and stop when
 * the test process ends; nothing is left behind.
 */
package roomtone.local.testing;
