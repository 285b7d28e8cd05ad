package dev.blast.aws.function;

/**
 * What a process needs that is a Lambda function, and no other. Only handlers' constructors without
 * arguments may come here: the libraries behind it are in the functions' packages alone.
 */
public final class FunctionRuntime {

  private FunctionRuntime() {}

  /**
   * Sends the log the way of Lambda's, has snapshots primed, and gives the function its meter.
   *
   * @param function the dimension of its metrics
   */
  public static Meter start(String function) {
    FunctionLog.install();
    Priming.register();
    return new EmfMeter(function);
  }
}
