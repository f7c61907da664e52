/** The objects of deploy/kubernetes, and what they rely on in the services. */
package roomtone.acceptance.kubernetes;
