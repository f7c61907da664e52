/**
 * Stories of people with the pages, in a real browser against both packaged services. Controls are
 * found by their visible labels alone.
 */
package roomtone.acceptance.page;
