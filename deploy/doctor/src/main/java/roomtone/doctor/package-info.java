/**
 * Checks a deployment from outside and says what to mend. It reads an env file with the variables
 * of the services, and changes nothing but a probe object in the bucket, which it removes again.
 */
package roomtone.doctor;
