/** Who is made staff, and by whom. The last admin stays. */
package roomtone.manager.appointment;
