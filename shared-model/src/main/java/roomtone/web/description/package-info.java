/**
 * What the description of an API says beyond its annotations: an example of every body, made of its
 * fields' examples, and every problem that a call is answered with. Done once, when the service is
 * built.
 */
package roomtone.web.description;
