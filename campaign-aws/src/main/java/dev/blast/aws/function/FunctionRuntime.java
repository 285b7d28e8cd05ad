package dev.blast.aws.function;

import org.jspecify.annotations.Nullable;

/**
 * What a process needs that is a Lambda function, and no other. Only handlers' constructors without
 * arguments may come here: the libraries behind it are in the functions' packages alone.
 */
public final class FunctionRuntime {

  /**
   * Powertools' own variable for it. Terraform says the function's whole name, because two stacks
   * of an account would mix their metrics otherwise.
   */
  private static final String SERVICE = "POWERTOOLS_SERVICE_NAME";

  private FunctionRuntime() {}

  /**
   * Sends the log the way of Lambda's, has snapshots primed, and gives the function its meter.
   *
   * @param function the dimension of its metrics, unless the environment says another
   */
  public static Meter start(String function) {
    FunctionLog.install();
    Priming.register();
    return new EmfMeter(service(System.getenv(SERVICE), function));
  }

  static String service(@Nullable String said, String function) {
    return said == null || said.isBlank() ? function : said;
  }
}
