package dev.blast.cli;

import dev.blast.local.ShellCommand;
import dev.blast.site.LocalSite;
import dev.blast.site.Site;
import dev.blast.site.StackSite;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --stack}, {@code --region} and {@code --profile}. */
final class StackOptions {

  private static final String REGION = "aws.region";
  private static final String REGION_VARIABLE = "AWS_REGION";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      description = {
        "Work on this stack on AWS instead of the data folder. Or a file of what",
        "'terraform output -json stack' prints, ending in .json."
      })
  private @Nullable String stack;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = {
        "The stack's AWS region (default: AWS_REGION, or the profile's; of a .json",
        "file its own)."
      })
  private @Nullable String region;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = {
        "Whose AWS credentials to take, before all others (default: those of the",
        "environment, or of AWS_PROFILE)."
      })
  private @Nullable String profile;

  /** Whether a stack is named; {@link BadInput} when only a part of its whereabouts is. */
  boolean isNamed() {
    if (stack == null && (region != null || profile != null)) {
      throw new BadInput(
          (region == null ? "--profile" : "--region")
              + " says where a stack is; name it with --stack.");
    }
    return stack != null;
  }

  /** The stack when one is named, otherwise the data folder; the caller closes it. */
  Site site(DataFolder data, InstantSource clock) {
    if (!isNamed()) {
      return new LocalSite(data.path(), clock);
    }
    return stack(clock);
  }

  /** The stack; {@link BadInput} when none is named. */
  StackSite stack(InstantSource clock) {
    String named = stack;
    if (named == null) {
      throw new BadInput("this is about a stack on AWS; name it with --stack.");
    }
    // What the SDK reads itself, so that whoever asks AWS in this process asks as the operator
    // says. A profile that is named so is taken before keys of the environment.
    set(REGION, region);
    set("aws.profile", profile);
    if (named.endsWith(".json")) {
      Path file = Path.of(named);
      set(REGION, regionOf(file));
      return StackSite.of(file, options(), clock);
    }
    if (!NAME.matcher(named).matches()) {
      throw new BadInput(
          "--stack " + named + " is no name of a stack, and no file that ends in .json.");
    }
    return StackSite.named(named, options(), clock);
  }

  /** That of the file: names of a stack are the same in each region, where another one has them. */
  private static String regionOf(Path file) {
    String there = StackSite.region(file);
    String asked = System.getProperty(REGION, System.getenv(REGION_VARIABLE));
    if (asked != null && !asked.isBlank() && !asked.equals(there)) {
      throw new BadInput(
          "%s describes a stack in %s, and --region or %s says %s; leave it out, or give the file of the stack that is meant."
              .formatted(file, there, REGION_VARIABLE, asked));
    }
    return there;
  }

  /** What to add to a command so that it finds this stack; nothing when none is named. */
  ShellCommand options() {
    return ShellCommand.options()
        .option("--stack", stack)
        .option("--region", region)
        .option("--profile", profile);
  }

  private static void set(String property, @Nullable String value) {
    if (value != null) {
      System.setProperty(property, value);
    }
  }
}
