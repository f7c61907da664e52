package roomtone.brain.tick;

/** Event: a tick of this pod has filled queues that had changed. */
public record QueuesFilled() {}
