/**
 * Tests of crashes and restarts of parts of the system, with real processes. The seed of random
 * choices is printed and can be set as {@code ROOMTONE_TEST_SEED}.
 */
package roomtone.acceptance.faults;
