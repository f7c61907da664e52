/** What a service does between the signal to stop and its end, so that no call is lost. */
package roomtone.shutdown;
