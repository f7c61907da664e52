/** How fast the services start, and what they need then: with and without an AOT cache. */
package roomtone.bench.startup;
