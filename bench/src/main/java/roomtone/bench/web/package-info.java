/**
 * The pages in a browser: how heavy and how fast they are, and pictures of them for the documents.
 */
package roomtone.bench.web;
