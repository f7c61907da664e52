/**
 * The manager: what devices and staff talk to. It takes recordings in, tells devices what plays
 * next, and writes down what was really played; what a room wants is the brain's business.
 */
package roomtone.manager;
