package dev.blast.benchmarks;

import dev.blast.run.Control;
import dev.blast.run.RunControl;
import dev.blast.run.RunId;
import java.util.function.UnaryOperator;

/** Nobody asks anything of a benchmark's run. */
public final class NothingAsked implements RunControl {

  @Override
  public Control of(RunId run) {
    return Control.NONE;
  }

  @Override
  public Control change(RunId run, UnaryOperator<Control> change) {
    throw new UnsupportedOperationException("nobody changes a benchmark");
  }
}
