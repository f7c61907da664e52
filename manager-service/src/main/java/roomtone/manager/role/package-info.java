/**
 * Who calls: admins may do everything, managers look after their own players. It is asked of the
 * table {@code roles} with every call, never of what a token says about itself.
 */
package roomtone.manager.role;
