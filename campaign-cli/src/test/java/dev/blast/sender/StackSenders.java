package dev.blast.sender;

import dev.blast.aws.stack.StackVariables;
import java.time.InstantSource;
import java.util.Map;

/** The sender of a stack in this process, wired as on Lambda, by variables of a test's own. */
public final class StackSenders {

  private StackSenders() {}

  public static SenderHandler sender(Map<String, String> variables) {
    SenderWiring wiring =
        new SenderWiring(
            StackVariables.read(variables::get, SenderWiring.NEEDED), InstantSource.system());
    return new SenderHandler(wiring, wiring.senderTimeout());
  }
}
