/**
 * What operators watch: the meters of both services as documented, the alerts, the dashboard and
 * the logs.
 */
package roomtone.acceptance.observability;
