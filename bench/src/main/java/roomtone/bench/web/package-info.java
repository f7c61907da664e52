/** The pages in a browser: pictures of them for the documents. */
package roomtone.bench.web;
