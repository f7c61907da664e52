/**
 * Tests of docker-compose.yml that need no Docker engine: the file is complete and agrees with the
 * project, and its migrations job, logins and health check work.
 */
package roomtone.acceptance.compose;
