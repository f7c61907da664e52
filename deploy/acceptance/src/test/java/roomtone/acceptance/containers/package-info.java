/**
 * The container images and docker-compose.yml, built and run by a real engine, which {@code ./dev
 * images} installs on Debian as root. All tests here have the tag long.
 */
package roomtone.acceptance.containers;
