/**
 * How errors are told: a problem is thrown where it is known and answered as
 * application/problem+json (RFC 9457). Strict reading of JSON and of query parameters belongs here,
 * because both refuse by problems.
 */
package roomtone.problem;
