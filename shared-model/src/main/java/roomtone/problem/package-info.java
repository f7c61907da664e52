/**
 * Errors of calls: a problem is thrown where it is known and answered as application/problem+json
 * (RFC 9457). Strict parsing of JSON, UUIDs and query parameters belongs here, because it refuses
 * by problems.
 */
package roomtone.problem;
