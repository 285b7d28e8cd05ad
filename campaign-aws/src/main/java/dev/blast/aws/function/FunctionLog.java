package dev.blast.aws.function;

import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes what libraries and wirings log where the function's own lines go: with {@code
 * LogFormat=JSON} each is one JSON object a line, with its level. Below INFO nothing is written.
 */
final class FunctionLog extends Handler {

  private FunctionLog() {}

  /** From now on, in the whole process. */
  static void install() {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(new FunctionLog());
  }

  @Override
  public void publish(LogRecord line) {
    if (isLoggable(line)) {
      Throwable thrown = line.getThrown();
      String text = line.getLoggerName() + " " + line.getMessage();
      LambdaRuntime.getLogger().log(thrown == null ? text : text + ": " + thrown, level(line));
    }
  }

  private static LogLevel level(LogRecord line) {
    int level = line.getLevel().intValue();
    if (level >= Level.SEVERE.intValue()) {
      return LogLevel.ERROR;
    }
    return level >= Level.WARNING.intValue() ? LogLevel.WARN : LogLevel.INFO;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
