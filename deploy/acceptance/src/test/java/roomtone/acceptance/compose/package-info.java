/**
 * What can be known of docker-compose.yml without a Docker engine: that it is whole and agrees with
 * the project, and that those of its pieces which are ours, the migrations job, the logins and the
 * health check, do their work.
 */
package roomtone.acceptance.compose;
