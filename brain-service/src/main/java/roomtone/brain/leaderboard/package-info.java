/** Who votes most. Only those who chose a display name are named; what they voted stays theirs. */
package roomtone.brain.leaderboard;
