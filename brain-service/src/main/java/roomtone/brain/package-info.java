/**
 * The brain-service: it takes check-ins and votes of listeners and fills the queues of their rooms.
 * Each package is one feature. The manager-service, which serves devices, shares only the database.
 */
package roomtone.brain;
