package dev.blast.aws.s3;

import dev.blast.audience.AudienceFile;
import dev.blast.redrive.Redrives;
import dev.blast.report.Facts;
import dev.blast.report.Report;
import dev.blast.report.Reports;
import dev.blast.run.Run;
import dev.blast.run.RunId;
import dev.blast.run.Runs;
import dev.blast.stage.Manifest;
import dev.blast.stage.ShardRows;
import java.util.function.Function;

/** Reports in S3, beside the other objects of their runs. Thread-safe; blocks. */
public final class ReportObjects implements Reports {

  private final RunObjects objects;
  private final Runs runs;
  private final Function<Run, AudienceFile> audiences;
  private final Facts facts;
  private final Redrives redrives;

  /**
   * @param audiences finds the frozen audience of a run
   */
  public ReportObjects(
      RunObjects objects,
      Runs runs,
      Function<Run, AudienceFile> audiences,
      Facts facts,
      Redrives redrives) {
    this.objects = objects;
    this.runs = runs;
    this.audiences = audiences;
    this.facts = facts;
    this.redrives = redrives;
  }

  @Override
  public String write(RunId id, int redrive) {
    Run run = runs.find(id).orElseThrow();
    Manifest manifest = runs.manifest(id).orElseThrow();
    Report report =
        new Report(new ShardRows(run.campaign(), manifest, audiences.apply(run)), facts);
    String name = RunObjects.of(id, "report.csv");
    return objects.text(
        name,
        RunObjects.CSV,
        out -> {
          report.write(id, manifest, Report.Only.ALL, out);
          // Of millions it takes minutes, and a later one may be there already.
          if (redrives.latest(id) != redrive) {
            throw new IllegalStateException(
                "it was redriven meanwhile, and its next close writes one");
          }
          return objects.address(name);
        });
  }
}
