/**
 * Checks before a service works: required settings, the version of the schema, no demo data in
 * production.
 */
package roomtone.startup;
