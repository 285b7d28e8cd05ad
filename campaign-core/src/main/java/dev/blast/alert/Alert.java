package dev.blast.alert;

/**
 * Something that an operator should know of now. It goes to other people's systems: none of its
 * texts may hold an address, a message's body or a secret.
 *
 * @param what happened, as a sentence with the numbers
 * @param where it happened: the run, or the queue
 * @param todo what to do about it, as a sentence
 */
public record Alert(String what, String where, String todo) {

  /** One line for people. */
  @Override
  public String toString() {
    return where + ": " + what + " " + todo;
  }
}
