/**
 * What is promised while parts of the system crash, stop and come back. Everything is a real
 * process; random choices follow a seed that is printed and can be set as {@code
 * ROOMTONE_TEST_SEED}.
 */
package roomtone.acceptance.faults;
