/**
 * Tests of both packaged services as processes, with a real database, real tokens and a real object
 * store, from the view of listeners, devices and staff. Only the database's clock is moved.
 */
package roomtone.acceptance;
