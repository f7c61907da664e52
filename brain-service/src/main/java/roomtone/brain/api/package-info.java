/**
 * What all calls share: the caller, parameters and the limit of bodies. It depends on no other
 * feature.
 */
package roomtone.brain.api;
