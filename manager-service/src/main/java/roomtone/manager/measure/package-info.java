/** Measures decoded sound: loudness, peak, outline and beat, and the spectra they are made of. */
package roomtone.manager.measure;
