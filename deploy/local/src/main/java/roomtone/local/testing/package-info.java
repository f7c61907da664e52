/**
 * The ground that the tests of all modules stand on: a database of one's own in well under a
 * second, sign-in and object storage on free ports. Everything here is real and thrown away when
 * the test process ends.
 */
package roomtone.local.testing;
