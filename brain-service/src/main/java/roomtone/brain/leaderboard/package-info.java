/**
 * The most active voters of a month. It names those who chose a display name, and shows how many
 * votes they cast but not which.
 */
package roomtone.brain.leaderboard;
