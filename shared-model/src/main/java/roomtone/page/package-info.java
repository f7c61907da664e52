/**
 * Lists that are answered page by page: the JSON of one page, and the page that a caller asks for.
 */
package roomtone.page;
