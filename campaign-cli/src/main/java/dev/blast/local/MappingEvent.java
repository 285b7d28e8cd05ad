package dev.blast.local;

/** What happened in an event source mapping, in numbers of messages. */
public sealed interface MappingEvent {

  /** The handler was called with these. */
  record Invoked(int messages) implements MappingEvent {}

  /** Taken off the queue: the handler is done with them. */
  record Deleted(int messages) implements MappingEvent {}

  /** The handler asked to see them again: they stay on the queue. */
  record Returned(int messages) implements MappingEvent {}

  /** The invocation failed as a whole, and all its messages stay on the queue. */
  record Failed(int messages, String why) implements MappingEvent {}

  /** Done, but the queue did not delete them: they will be seen again. */
  record Undeleted(int messages, String why) implements MappingEvent {}

  /** Received and not handed over, because the mapping stopped: visible again at once. */
  record GivenBack(int messages) implements MappingEvent {}

  /** The queue could not be read; it is tried again. */
  record Unreadable(String why) implements MappingEvent {}

  /** The handler logged a line. */
  record Logged(String line) implements MappingEvent {}
}
